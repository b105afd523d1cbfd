package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Type, title, culprit, location and metadata of an event (spec 02 §14). */
public final class Titles {

  private static final Set<String> NAMELESS = Set.of("", "<redacted>", "<unknown>");

  private Titles() {}

  /** The type by what the event contains (spec 02 §14.1). */
  static String type(Json.Obj event, @Nullable String itemType) {
    String sent = event.string("type");
    for (String kept : List.of("transaction", "feedback")) {
      if (kept.equals(itemType) || kept.equals(sent)) {
        return kept;
      }
    }
    if (!event.object("exception").array("values").items().isEmpty()) {
      return "error";
    }
    for (String report : List.of("csp", "hpkp", "expectct", "expectstaple")) {
      if (event.get(report) instanceof Json.Obj) {
        return report;
      }
    }
    return event.object("contexts").get("nel") instanceof Json.Obj ? "nel" : "default";
  }

  /**
   * The event with title, location and metadata frozen, as its frames are by now. A title that the
   * event has been given stays.
   */
  public static Json.Obj freeze(Json.Obj event) {
    String type = String.valueOf(event.string("type"));
    Json.Obj metadata = metadata(event, type);
    String title = title(metadata, type);
    return event
        .with("metadata", metadata)
        .with("title", Json.of(title))
        .with("location", Json.of(location(event, metadata, type)));
  }

  /** The event with its culprit, by frames as the SDK sent them. */
  static Json.Obj withCulprit(Json.Obj event) {
    return event.with("culprit", Json.of(culprit(event, String.valueOf(event.string("type")))));
  }

  private static Json.Obj metadata(Json.Obj event, String type) {
    Json.Builder out = Json.object();
    switch (type) {
      case "error" -> error(event, out);
      case "csp", "hpkp", "expectct", "expectstaple" -> report(event, type, out);
      case "transaction" -> {
        String name = event.string("transaction");
        String description = event.object("contexts").object("trace").string("description");
        out.put("title", description == null || description.isEmpty() ? name : description);
        out.put("location", name);
      }
      case "feedback" -> {
        Json.Obj feedback = event.object("contexts").object("feedback");
        for (String key : List.of("contact_email", "message", "name", "source")) {
          out.putPresent(key, feedback.get(key));
        }
      }
      default -> {
        String first = TextLines.first(TextLines.strip(message(event)));
        out.put("title", first.isEmpty() ? "<unlabeled event>" : cut(first, 100));
        if (type.equals("nel")) {
          out.putPresent("uri", event.object("request").string("url"));
        }
      }
    }
    String own = event.string("title");
    Json.Obj computed = out.putAll(event.object("metadata")).build();
    // A title that was frozen before is no title of the event's own.
    boolean foreign = own != null && !own.equals(title(computed, type));
    return foreign ? computed.with("title", Json.of(own)) : computed;
  }

  private static void error(Json.Obj event, Json.Builder out) {
    List<Json.Obj> exceptions = Exceptions.of(event);
    Json.Obj main = mainException(event, exceptions);
    String value = main.string("value");
    out.put("value", value == null ? "" : cut(value, 1024));
    if (!isSynthetic(main)) {
      String type = main.string("type");
      out.put("type", type == null || type.isEmpty() ? "Error" : cut(type, 128));
    }
    Json.Obj frame = crashFrame(event);
    if (frame != null) {
      String file =
          frame.string("filename") == null ? frame.string("abs_path") : frame.string("filename");
      out.putPresent("filename", file == null || file.isEmpty() ? null : file);
      out.putPresent("function", frame.string("function"));
    }
  }

  /** The exception that grouping found the event to be about, else the last. */
  private static Json.Obj mainException(Json.Obj event, List<Json.Obj> exceptions) {
    Json.Num id = event.number("main_exception_id");
    if (id != null && id.asLong() != 0) {
      for (Json.Obj exception : exceptions) {
        if (id.equals(exception.object("mechanism").number("exception_id"))) {
          return exception;
        }
      }
    }
    return exceptions.isEmpty() ? Json.Obj.EMPTY : exceptions.getLast();
  }

  private static boolean isSynthetic(Json.Obj exception) {
    return Boolean.TRUE.equals(exception.object("mechanism").bool("synthetic"));
  }

  private static void report(Json.Obj event, String type, Json.Builder out) {
    out.put("message", message(event).strip());
    Json.Obj report = event.object(type);
    if (type.equals("csp")) {
      out.put("uri", BlockedUri.normalized(SecurityReports.text(report, "blocked_uri")));
      out.putPresent("directive", report.string("effective_directive"));
    } else {
      out.putPresent("origin", report.string("hostname"));
    }
  }

  private static String message(Json.Obj event) {
    Json.Obj logentry = event.object("logentry");
    String formatted = logentry.string("formatted");
    String text = formatted != null ? formatted : logentry.string("message");
    return text == null ? "" : text;
  }

  private static String title(Json.Obj metadata, String type) {
    String own = metadata.string("title");
    if (own != null) {
      return own;
    }
    return switch (type) {
      case "error" -> errorTitle(metadata);
      case "csp", "hpkp", "expectct", "expectstaple" -> {
        String message = metadata.string("message");
        yield message == null || message.isEmpty() ? "<untitled>" : message;
      }
      default -> "<untitled>";
    };
  }

  private static String errorTitle(Json.Obj metadata) {
    String type = metadata.string("type");
    if (type == null) {
      String function = metadata.string("function");
      return function == null ? "<unknown>" : function;
    }
    String value = metadata.string("value");
    return value == null || value.isEmpty() ? type : type + ": " + cut(TextLines.first(value), 100);
  }

  private static @Nullable String location(Json.Obj event, Json.Obj metadata, String type) {
    return switch (type) {
      case "error" -> metadata.string("filename");
      case "csp" -> metadata.string("uri");
      case "hpkp", "expectct", "expectstaple" -> metadata.string("origin");
      case "transaction" -> event.string("transaction");
      default -> null;
    };
  }

  /** The frame that crashed (spec 02 §14.3), or null. */
  private static Json.@Nullable Obj crashFrame(Json.Obj event) {
    List<Json.Obj> frames = List.of();
    List<Json.Obj> exceptions = Exceptions.of(event);
    if (!exceptions.isEmpty()) {
      frames = Exceptions.frames(exceptions.getLast().object("stacktrace"));
    }
    if (frames.isEmpty()) {
      frames = Exceptions.frames(event.object("stacktrace"));
    }
    Json.Arr threads = event.object("threads").array("values");
    if (frames.isEmpty() && threads.size() == 1 && threads.get(0) instanceof Json.Obj thread) {
      frames = Exceptions.frames(thread.object("stacktrace"));
    }
    Json.Obj other = null;
    for (Json.Obj frame : frames.reversed()) {
      String function = frame.string("function");
      if (function == null || NAMELESS.contains(function)) {
        continue;
      }
      if (Boolean.TRUE.equals(frame.bool("in_app"))) {
        return frame;
      }
      other = other == null ? frame : other;
    }
    return other;
  }

  private static String culprit(Json.Obj event, String type) {
    for (String given : List.of("culprit", "transaction")) {
      String text = event.string(given);
      if (text != null && !text.isEmpty()) {
        return cut(text, 200);
      }
    }
    List<Json.Obj> exceptions = Exceptions.of(event);
    if (!exceptions.isEmpty() && isSynthetic(exceptions.getLast())) {
      return "";
    }
    String fromFrames = ofFrames(event, exceptions);
    if (fromFrames != null) {
      return cut(fromFrames, 200);
    }
    if (type.equals("nel")) {
      return NelText.of(event.object("contexts"));
    }
    String url = event.object("request").string("url");
    return url == null ? "" : cut(url, 200);
  }

  private static @Nullable String ofFrames(Json.Obj event, List<Json.Obj> exceptions) {
    List<List<Json.Obj>> traces = new ArrayList<>();
    for (Json.Obj exception : exceptions) {
      traces.add(Exceptions.frames(exception.object("stacktrace")));
    }
    if (exceptions.isEmpty()) {
      traces.add(Exceptions.frames(event.object("stacktrace")));
    }
    traces.removeIf(List::isEmpty);
    if (traces.isEmpty()) {
      return null;
    }
    String first = null;
    for (Json.Obj frame : traces.getLast().reversed()) {
      String text = ofFrame(frame, event);
      if (text != null && Boolean.TRUE.equals(frame.bool("in_app"))) {
        return text;
      }
      first = first == null ? text : first;
    }
    return first;
  }

  private static @Nullable String ofFrame(Json.Obj frame, Json.Obj event) {
    String own = frame.string("platform");
    String platform = own == null ? String.valueOf(event.string("platform")) : own;
    String function = frame.string("function");
    String named = function == null || function.isEmpty() ? "?" : function;
    String module = frame.string("module");
    String place = module == null || module.isEmpty() ? frame.string("filename") : module;
    return switch (platform) {
      case "objc", "cocoa", "native" -> named;
      case "javascript", "node" -> isBlank(place) ? null : named + "(" + place + ")";
      default -> isBlank(place) ? null : place + " in " + named;
    };
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  static String cut(String text, int limit) {
    int length = text.codePointCount(0, text.length());
    return length <= limit
        ? text
        : text.substring(0, text.offsetByCodePoints(0, limit - 3)) + "...";
  }
}
