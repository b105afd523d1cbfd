package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Contexts (spec 02 §12). */
final class Contexts {

  private static final int LONGEST_DESCRIPTION = 500;
  private static final List<String> OS_FIELDS =
      List.of("name", "version", "build", "kernel_version");
  private static final Pattern WINDOWS =
      Pattern.compile(
          "(?:Microsoft )?Windows.{0,100}?(?<!\\d)(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");
  private static final Pattern WINDOWS_IN_BRACKETS =
      Pattern.compile("Windows.{0,100}10.{0,100}\\(10\\.0\\.\\d{1,9}\\).*");
  private static final Pattern APPLE =
      Pattern.compile(
          "(?:Unity )?(Mac OS X|macOS|iOS|iPadOS|tvOS|watchOS)\\s+([0-9.]+)(?:\\s*\\(([^)]+)\\))?.*");
  private static final Pattern ANDROID = Pattern.compile("Android(?: OS)?\\s+([0-9.]+).*");
  private static final Pattern UNITY_LINUX =
      Pattern.compile("Linux (\\d+\\.\\d+(?:\\.\\d+)?)\\S* ([A-Za-z]+) ([0-9.]+).*");
  private static final Pattern UNAME =
      Pattern.compile("(Darwin|Linux)(?: Kernel Version)? (\\d+\\.\\d+(?:\\.\\d+)?).*");

  private static final TreeMap<Integer, String> WINDOWS_BUILDS = new TreeMap<>();

  static {
    WINDOWS_BUILDS.put(2600, "XP");
    WINDOWS_BUILDS.put(6002, "Vista");
    WINDOWS_BUILDS.put(7601, "7");
    WINDOWS_BUILDS.put(9200, "8");
    WINDOWS_BUILDS.put(9600, "8.1");
    WINDOWS_BUILDS.put(10240, "10");
    WINDOWS_BUILDS.put(22000, "11");
  }

  private static final Map<String, String> NET_FRAMEWORKS =
      Map.ofEntries(
          Map.entry("378389", "4.5"),
          Map.entry("378675", "4.5.1"),
          Map.entry("378758", "4.5.1"),
          Map.entry("379893", "4.5.2"),
          Map.entry("393295", "4.6"),
          Map.entry("393297", "4.6"),
          Map.entry("394254", "4.6.1"),
          Map.entry("394271", "4.6.1"),
          Map.entry("394802", "4.6.2"),
          Map.entry("394806", "4.6.2"),
          Map.entry("460798", "4.7"),
          Map.entry("460805", "4.7"),
          Map.entry("461308", "4.7.1"),
          Map.entry("461310", "4.7.1"),
          Map.entry("461808", "4.7.2"),
          Map.entry("461814", "4.7.2"),
          Map.entry("528040", "4.8"),
          Map.entry("528049", "4.8"),
          Map.entry("528209", "4.8"),
          Map.entry("528372", "4.8"),
          Map.entry("528449", "4.8"));

  private static final Shape TRACE =
      Shape.of()
          .with(Read::traceId, "trace_id")
          .with(Read::spanId, "span_id", "parent_span_id")
          .with(Spans::status, "status");

  private static final Shape PROFILE = Shape.of().with(Read::traceId, "profile_id", "profiler_id");
  private static final Shape REPLAY = Shape.of().with(Read::traceId, "replay_id");

  private Contexts() {}

  static Json read(Json value, Meta meta) {
    if (!(value instanceof Json.Obj(Map<String, Json> sent))) {
      return Read.object(value, meta);
    }
    Map<String, Json> contexts = new LinkedHashMap<>();
    sent.forEach((alias, context) -> {
      Meta place = meta.at(alias);
      if (context instanceof Json.Obj object) {
        contexts.put(alias, one(alias, object, place));
      } else if (!context.isNull()) {
        contexts.put(alias, Read.object(context, place));
      }
    });
    return new Json.Obj(contexts);
  }

  private static Json.Obj one(String alias, Json.Obj given, Meta meta) {
    Json.Obj sent = pruned(given, meta);
    String type = sent.string("type");
    Json.Obj context = type == null ? sent.with("type", Json.of(alias)) : sent;
    if (alias.equals("trace")) {
      return TRACE.readObject(context, meta);
    }
    return switch (type == null ? alias : type) {
      case "trace" -> TRACE.readObject(context, meta);
      case "profile" -> PROFILE.readObject(context, meta);
      case "replay" -> REPLAY.readObject(context, meta);
      case "os" -> os(context);
      case "runtime" -> runtime(context);
      case "response" -> Requests.response(context, meta);
      default -> context;
    };
  }

  /** Without the members that say nothing and of which nothing is noted. */
  private static Json.Obj pruned(Json.Obj context, Meta meta) {
    Json.Obj kept = context;
    for (Map.Entry<String, Json> member : context.members().entrySet()) {
      if (member.getValue().isNull() && !meta.at(member.getKey()).isNoted()) {
        kept = kept.without(member.getKey());
      }
    }
    return kept;
  }

  private static Json.Obj os(Json.Obj context) {
    String description = context.string("raw_description");
    boolean complete = OS_FIELDS.stream().allMatch(field -> context.present(field) != null);
    if (description == null || complete || description.length() > LONGEST_DESCRIPTION) {
      return context;
    }
    Matcher windows = WINDOWS.matcher(description);
    if (windows.matches()) {
      String build = windows.group(3);
      return fill(context, "Windows", windowsVersion(description, windows), build, null);
    }
    Matcher apple = APPLE.matcher(description);
    if (apple.matches()) {
      String name = apple.group(1).equals("Mac OS X") ? "macOS" : apple.group(1);
      return fill(context, name, apple.group(2), apple.group(3), null);
    }
    Matcher android = ANDROID.matcher(description);
    if (android.matches()) {
      return fill(context, "Android", android.group(1), null, null);
    }
    Matcher unity = UNITY_LINUX.matcher(description);
    if (unity.matches() && !description.contains("#")) {
      return fill(context, unity.group(2), unity.group(3), null, unity.group(1));
    }
    Matcher uname = UNAME.matcher(description);
    if (uname.matches()) {
      return fill(context, uname.group(1), null, null, uname.group(2));
    }
    return description.equals("Nintendo Switch")
        ? fill(context, "Nintendo OS", null, null, null)
        : context;
  }

  private static String windowsVersion(String description, Matcher match) {
    int build = match.group(3).length() > 8 ? 0 : Integer.parseInt(match.group(3));
    var known = WINDOWS_BUILDS.floorEntry(build);
    if (build >= 22000 && WINDOWS_IN_BRACKETS.matcher(description).matches()) {
      return "11";
    }
    return known == null || build > 26099
        ? match.group(1) + "." + match.group(2)
        : known.getValue();
  }

  private static Json.Obj fill(
      Json.Obj context,
      @Nullable String name,
      @Nullable String version,
      @Nullable String build,
      @Nullable String kernel) {
    Map<String, Json> members = new LinkedHashMap<>(context.members());
    put(members, "name", name);
    put(members, "version", version);
    put(members, "build", build);
    put(members, "kernel_version", kernel);
    return new Json.Obj(members);
  }

  private static void put(Map<String, Json> members, String key, @Nullable String value) {
    Json known = members.get(key);
    if (value != null && (known == null || known.isNull())) {
      members.put(key, Json.of(value));
    }
  }

  private static Json.Obj runtime(Json.Obj context) {
    String description = context.string("raw_description");
    if (description == null) {
      return context;
    }
    String build = Read.primitive(Json.orNull(context.get("build")));
    String framework = build == null ? null : NET_FRAMEWORKS.get(build);
    if (description.startsWith(".NET Framework") && framework != null) {
      return context.with("name", Json.of(".NET Framework")).with("version", Json.of(framework));
    }
    int space = description.lastIndexOf(' ');
    boolean named = context.present("name") != null || context.present("version") != null;
    return named || space < 0
        ? context
        : fill(
            context, description.substring(0, space), description.substring(space + 1), null, null);
  }

  /** Adds a context unless there is one of that alias. */
  static Json.Obj add(Json.Obj event, String alias, Json.Obj context) {
    Json.Obj contexts = event.object("contexts");
    return contexts.get(alias) instanceof Json.Obj || context.isEmpty()
        ? event
        : event.with("contexts", contexts.with(alias, context));
  }
}
