package dev.vedette.web;

import dev.vedette.event.AppleDevices;
import dev.vedette.issue.FindEvent;
import dev.vedette.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event as the page shows it.
 *
 * @param exceptions in the order that the reader prefers for frames
 * @param group how the exceptions belong together where they are a group
 * @param request the request, or null without one
 * @param clock clocks that did not agree; null where nothing was moved
 */
public record EventView(
    FindEvent.Found found,
    Instant timestamp,
    String message,
    List<ExceptionView> exceptions,
    List<GroupLine> group,
    List<ThreadView> threads,
    List<CrumbView> breadcrumbs,
    @Nullable RequestView request,
    Map<String, String> tags,
    Map<String, Json.Obj> contexts,
    Map<String, Json> user,
    Map<String, Json> extra,
    Map<String, Json> packages,
    Map<String, Json> sdk,
    List<String> problems,
    @Nullable ClockView clock) {

  /**
   * Two clocks that did not agree, so that the times of the event were moved (spec 01 §28, 11).
   *
   * @param sender what the sender's said, in words
   * @param server what the server's said, in words
   */
  public record ClockView(String sender, String server) {}

  /**
   * An exception with its stack trace.
   *
   * @param relation what it is to the one above, e.g. that it is its cause; empty where it is none,
   *     or the tree of a group says it
   * @param remark what was done to the value
   */
  public record ExceptionView(
      String relation,
      String type,
      String value,
      @Nullable String remark,
      @Nullable String mechanism,
      @Nullable Boolean handled,
      TraceView trace) {}

  /**
   * A line of the tree of an exception group.
   *
   * @param anchor number of the exception on the page
   * @param depth 0 for the group itself
   * @param role what it is to the one above
   */
  public record GroupLine(int anchor, int depth, String title, String role) {}

  /**
   * A thread.
   *
   * @param facts what the SDK says of it, e.g. that it crashed
   */
  public record ThreadView(String name, boolean crashed, List<String> facts, TraceView trace) {}

  /** A breadcrumb. */
  public record CrumbView(
      String type,
      String category,
      String level,
      String message,
      @Nullable Instant time,
      Json.Obj data) {}

  /** What was done to the value of a name at the top of the event. */
  public Json.Obj meta(String name) {
    return found.event().object("_meta").object(name);
  }

  /** The event as the reader wants its stack traces. */
  static EventView of(FindEvent.Found found, TracePreferences preferences) {
    Json.Obj event = found.event();
    Json.Num seconds = event.number("timestamp");
    Instant timestamp =
        seconds == null
            ? found.received()
            : Instant.ofEpochMilli((long) (seconds.asDouble() * 1000));
    Json.Obj logentry = event.object("logentry");
    return new EventView(
        found,
        timestamp,
        Shown.text(
            logentry.get("formatted") == null
                ? logentry.get("message")
                : logentry.get("formatted")),
        exceptions(event, preferences),
        group(event, preferences),
        threads(event, preferences),
        breadcrumbs(event),
        RequestView.of(event.object("request"), event.object("_meta").object("request")),
        tags(event),
        contexts(event),
        present(event.object("user").without("sentry_user")),
        present(event.object("extra")),
        present(event.object("modules")),
        present(event.object("sdk").without("client_ip").without("settings")),
        problems(event),
        clock(event));
  }

  private static @Nullable ClockView clock(Json.Obj event) {
    for (Json item : event.array("errors").items()) {
      if (item instanceof Json.Obj error
          && error.string("sdk_time") instanceof String sender
          && error.string("server_time") instanceof String server) {
        return new ClockView(sender, server);
      }
    }
    return null;
  }

  private static Map<String, Json> present(Json.Obj object) {
    Map<String, Json> members = new LinkedHashMap<>();
    object
        .members()
        .forEach((key, value) -> {
          if (!value.isNull()) {
            members.put(key, value);
          }
        });
    return members;
  }

  private static List<ExceptionView> exceptions(Json.Obj event, TracePreferences preferences) {
    List<ExceptionView> views = new ArrayList<>();
    Json.Obj meta = event.object("_meta").object("exception").object("values");
    List<Json> values = event.object("exception").array("values").items();
    List<String> relations =
        ExceptionTree.relations(
            values, preferences.oldestFirst(), !"python".equals(event.string("platform")));
    for (int place = 0; place < values.size(); place++) {
      Json item = values.get(place);
      Json.Obj noted = meta.object(Integer.toString(place));
      if (item instanceof Json.Obj exception) {
        String type = exception.string("type");
        String value = exception.string("value");
        String shownType = type == null ? "Error" : type;
        String shownValue = value == null ? "" : value;
        Json.Obj mechanism = exception.object("mechanism");
        views.add(
            new ExceptionView(
                relations.get(place),
                shownType,
                shownValue,
                Remarks.of(noted.object("value")),
                mechanism.string("type"),
                mechanism.bool("handled"),
                TraceViews.of(
                    event,
                    traceOf(event, exception),
                    noted.object("stacktrace"),
                    shownValue.isEmpty() ? shownType : shownType + ": " + shownValue,
                    preferences)));
      }
    }
    if (views.isEmpty() && event.get("stacktrace") instanceof Json.Obj trace) {
      views.add(
          new ExceptionView(
              "",
              "Stack trace",
              "",
              null,
              null,
              null,
              TraceViews.of(
                  event, trace, event.object("_meta").object("stacktrace"), "", preferences)));
    }
    return preferences.oldestFirst() ? views : views.reversed();
  }

  /** An exception without frames of its own has those of the thread it names (spec 02 §9). */
  private static Json.Obj traceOf(Json.Obj event, Json.Obj exception) {
    Json.Obj own = exception.object("stacktrace");
    Json thread = exception.present("thread_id");
    if (!own.array("frames").items().isEmpty() || thread == null) {
      return own;
    }
    boolean alone =
        event.object("exception").array("values").items().stream()
                .filter(
                    one -> one instanceof Json.Obj other && thread.equals(other.get("thread_id")))
                .count()
            == 1;
    if (!alone) {
      return own;
    }
    for (Json item : event.object("threads").array("values").items()) {
      if (item instanceof Json.Obj candidate && thread.equals(candidate.get("id"))) {
        return candidate.object("stacktrace");
      }
    }
    return own;
  }

  private static List<GroupLine> group(Json.Obj event, TracePreferences preferences) {
    List<Json> all = event.object("exception").array("values").items();
    List<GroupLine> lines = new ArrayList<>();
    for (ExceptionTree.Line line : ExceptionTree.of(all)) {
      Json.Obj exception = (Json.Obj) all.get(line.place());
      int anchor = preferences.oldestFirst() ? line.place() : all.size() - 1 - line.place();
      String value = exception.string("value");
      lines.add(
          new GroupLine(
              anchor,
              line.depth(),
              Shown.text(exception.get("type")) + (value == null ? "" : ": " + value),
              line.role()));
    }
    return lines;
  }

  private static List<ThreadView> threads(Json.Obj event, TracePreferences preferences) {
    List<ThreadView> views = new ArrayList<>();
    Json.Obj meta = event.object("_meta").object("threads").object("values");
    int place = 0;
    for (Json item : event.object("threads").array("values").items()) {
      Json.Obj noted = meta.object(Integer.toString(place++));
      if (item instanceof Json.Obj thread) {
        String name = thread.string("name");
        views.add(
            new ThreadView(
                (name == null ? "Thread" : name) + " " + Shown.text(thread.get("id")),
                Boolean.TRUE.equals(thread.bool("crashed")),
                facts(thread),
                TraceViews.of(
                    event,
                    thread.object("stacktrace"),
                    noted.object("stacktrace"),
                    "",
                    preferences)));
      }
    }
    return views;
  }

  private static List<String> facts(Json.Obj thread) {
    List<String> facts = new ArrayList<>();
    for (String flag : List.of("crashed", "current", "main")) {
      if (Boolean.TRUE.equals(thread.bool(flag))) {
        facts.add(flag);
      }
    }
    String state = thread.string("state");
    if (state != null) {
      facts.add(state.toLowerCase(Locale.ROOT));
    }
    if (thread.get("held_locks") instanceof Json.Obj locks && !locks.isEmpty()) {
      facts.add("holds " + Shown.counted(locks.members().size(), "lock"));
    }
    return facts;
  }

  private static List<CrumbView> breadcrumbs(Json.Obj event) {
    List<CrumbView> views = new ArrayList<>();
    for (Json item : event.object("breadcrumbs").array("values").items()) {
      if (item instanceof Json.Obj crumb) {
        Json.Num time = crumb.number("timestamp");
        views.add(
            new CrumbView(
                Shown.text(crumb.get("type")),
                Shown.text(crumb.get("category")),
                Shown.text(crumb.get("level")),
                Shown.text(crumb.get("message")),
                time == null ? null : Instant.ofEpochMilli((long) (time.asDouble() * 1000)),
                crumb.object("data")));
      }
    }
    // SDKs do not agree on the order of the list
    if (views.stream().allMatch(view -> view.time() != null)) {
      views.sort(Comparator.comparing(view -> Objects.requireNonNull(view.time())));
    }
    return views.reversed();
  }

  private static Map<String, String> tags(Json.Obj event) {
    Map<String, String> tags = new TreeMap<>();
    for (Json item : event.array("tags").items()) {
      if (item instanceof Json.Arr pair
          && pair.size() == 2
          && pair.get(0) instanceof Json.Str(String key)
          && pair.get(1) instanceof Json.Str(String value)) {
        tags.putIfAbsent(key.startsWith("sentry:") ? key.substring(7) : key, value);
      }
    }
    return tags;
  }

  private static Map<String, Json.Obj> contexts(Json.Obj event) {
    Map<String, Json.Obj> contexts = new TreeMap<>();
    AppleDevices.named(event.object("contexts"))
        .members()
        .forEach((alias, context) -> {
          if (context instanceof Json.Obj object) {
            contexts.put(alias, object.without("type"));
          }
        });
    return contexts;
  }

  private static List<String> problems(Json.Obj event) {
    List<String> problems = new ArrayList<>();
    for (Json item : event.array("errors").items()) {
      if (item instanceof Json.Obj error) {
        String reason = error.string("reason");
        problems.add(
            Shown.text(error.get("name"))
                + ": "
                + Shown.text(error.get("type")).replace('_', ' ')
                + (reason == null ? "" : ", " + reason));
      }
    }
    return problems;
  }
}
