package dev.vedette.api;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interfaces of an event as entries (spec 02 §26.2, §26.3). */
final class EventEntries {

  private static final int LONGEST_ID = 40;
  private static final int LONGEST_NAME = 200;

  private EventEntries() {}

  static Json.Arr of(Json.Obj event) {
    List<Json> entries = new ArrayList<>();
    add(entries, "message", message(event.object("logentry")));
    add(entries, "exception", exception(event.object("exception")));
    add(entries, "stacktrace", orEmpty(stacktrace(event.get("stacktrace"))));
    if ("transaction".equals(event.string("type"))) {
      entries.add(
          Json.object().put("data", spans(event.array("spans"))).put("type", "spans").build());
    }
    add(entries, "threads", threads(event.object("threads")));
    for (String report : List.of("csp", "hpkp", "expectct", "expectstaple")) {
      add(entries, report, event.object(report));
    }
    add(entries, "breadcrumbs", breadcrumbs(event.object("breadcrumbs")));
    add(entries, "template", template(event.object("template")));
    add(entries, "request", request(event.object("request")));
    add(entries, "debugmeta", withoutEmpty(event.object("debug_meta")));
    return new Json.Arr(entries);
  }

  private static void add(List<Json> entries, String type, Json.Obj data) {
    if (!data.isEmpty()) {
      entries.add(Json.object().put("data", data).put("type", type).build());
    }
  }

  private static Json.Obj message(Json.Obj logentry) {
    Json.Builder message = Json.object();
    for (String key : List.of("formatted", "message", "params")) {
      message.putPresent(key, logentry.present(key));
    }
    return withoutEmpty(message.build());
  }

  private static Json.Obj template(Json.Obj template) {
    return template.isEmpty()
        ? template
        : Json.object()
            .put("lineNo", Json.orNull(template.get("lineno")))
            .put("filename", template.string("filename"))
            .put("context", EventFrames.context(template))
            .build();
  }

  private static Json.Obj orEmpty(Json value) {
    return value instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  private static Json.Obj exception(Json.Obj exception) {
    if (exception.isEmpty()) {
      return exception;
    }
    List<Json> values = new ArrayList<>();
    boolean inApp = false;
    for (Json item : exception.array("values").items()) {
      if (item instanceof Json.Obj value) {
        inApp |= hasInApp(value.get("stacktrace"));
        values.add(
            Json.object()
                .put("type", value.string("type"))
                .put("value", nonEmpty(value.string("value")))
                .put("mechanism", mechanism(value.get("mechanism")))
                .put("threadId", Json.orNull(value.get("thread_id")))
                .put("module", value.string("module"))
                .put("stacktrace", stacktrace(value.get("stacktrace")))
                .put("rawStacktrace", stacktrace(value.get("raw_stacktrace")))
                .build());
      }
    }
    return Json.object()
        .put("values", new Json.Arr(values))
        .put("hasSystemFrames", inApp)
        .put("hasInAppFrames", inApp)
        .put("excOmitted", Json.orNull(exception.get("exc_omitted")))
        .build();
  }

  /** The members that say something. */
  private static Json.Obj withoutEmpty(Json.Obj object) {
    Json.Builder out = Json.object();
    object
        .members()
        .forEach((key, value) -> {
          boolean empty =
              value.isNull()
                  || value.equals(Json.Obj.EMPTY)
                  || value.equals(Json.Arr.EMPTY)
                  || value.equals(Json.of(""));
          if (!empty) {
            out.put(key, value);
          }
        });
    return out.build();
  }

  private static Json mechanism(@Nullable Json value) {
    if (!(value instanceof Json.Obj mechanism)) {
      return Json.NULL;
    }
    Json.Builder out = Json.object();
    mechanism
        .members()
        .forEach((key, member) -> {
          if (!member.isNull()) {
            out.put(key, member);
          }
        });
    return out.build();
  }

  private static boolean hasInApp(@Nullable Json trace) {
    return trace instanceof Json.Obj object
        && object.array("frames").items().stream()
            .anyMatch(
                frame -> frame instanceof Json.Obj f && Boolean.TRUE.equals(f.bool("in_app")));
  }

  private static Json stacktrace(@Nullable Json value) {
    if (!(value instanceof Json.Obj trace) || trace.array("frames").items().isEmpty()) {
      return Json.NULL;
    }
    return Json.object()
        .put("frames", EventFrames.of(trace))
        .put("framesOmitted", Json.orNull(trace.get("frames_omitted")))
        .put("registers", Json.orNull(trace.get("registers")))
        .put("hasSystemFrames", hasInApp(trace))
        .put("hasInAppFrames", hasInApp(trace))
        .build();
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static Json cut(Json value, int length) {
    return value instanceof Json.Str(String text) && text.length() > length
        ? Json.of(text.substring(0, length))
        : value;
  }

  private static Json.Obj threads(Json.Obj threads) {
    List<Json> values = new ArrayList<>();
    for (Json item : threads.array("values").items()) {
      if (item instanceof Json.Obj thread) {
        values.add(
            Json.object()
                .put("id", cut(Json.orNull(thread.get("id")), LONGEST_ID))
                .put("current", Json.orNull(thread.get("current")))
                .put("crashed", Json.orNull(thread.get("crashed")))
                .put("name", cut(Json.orNull(thread.get("name")), LONGEST_NAME))
                .put("state", thread.string("state"))
                .put("heldLocks", Json.orNull(thread.get("held_locks")))
                .put("stacktrace", stacktrace(thread.get("stacktrace")))
                .put("rawStacktrace", stacktrace(thread.get("raw_stacktrace")))
                .build());
      }
    }
    return values.isEmpty()
        ? Json.Obj.EMPTY
        : Json.object().put("values", new Json.Arr(values)).build();
  }

  private static Json.Obj breadcrumbs(Json.Obj breadcrumbs) {
    List<Json> values = new ArrayList<>();
    for (Json item : breadcrumbs.array("values").items()) {
      if (item instanceof Json.Obj crumb) {
        values.add(breadcrumb(crumb));
      }
    }
    return values.isEmpty()
        ? Json.Obj.EMPTY
        : Json.object().put("values", new Json.Arr(values)).build();
  }

  private static Json.Obj breadcrumb(Json.Obj crumb) {
    Json.Num time = crumb.number("timestamp");
    Json.Obj data = crumb.object("data");
    String category = crumb.string("category");
    String message = crumb.string("message");
    Json.Builder out =
        Json.object()
            .put("type", crumb.string("type"))
            .put("timestamp", time == null ? Json.NULL : Times.ofSeconds(time.asDouble()))
            .put("level", crumb.string("level"))
            .put("message", message)
            .put("category", category)
            .put("data", data.isEmpty() ? Json.NULL : data)
            .put("event_id", crumb.string("event_id"));
    if ("query".equals(category) || "sql.query".equals(category)) {
      out.put("messageFormat", "sql").put("messageRaw", message);
    }
    return out.build();
  }

  private static Json.Obj request(Json.Obj request) {
    if (request.isEmpty()) {
      return request;
    }
    return Json.object()
        .put("apiTarget", request.string("api_target"))
        .put("method", request.string("method"))
        .put("url", request.string("url"))
        .put("query", request.array("query_string"))
        .put("fragment", request.string("fragment"))
        .put("data", Json.orNull(request.get("data")))
        .put("headers", request.array("headers"))
        .put("cookies", request.array("cookies"))
        .put("env", Json.orNull(request.get("env")))
        .put("inferredContentType", request.string("inferred_content_type"))
        .build();
  }

  private static Json spans(Json.Arr spans) {
    List<Json> out = new ArrayList<>();
    for (Json item : spans.items()) {
      if (item instanceof Json.Obj span) {
        Map<String, Json> all = new LinkedHashMap<>();
        for (String key :
            List.of(
                "trace_id",
                "parent_span_id",
                "span_id",
                "start_timestamp",
                "same_process_as_parent",
                "description",
                "tags",
                "timestamp",
                "op",
                "data")) {
          all.put(key, Json.NULL);
        }
        all.putAll(span.members());
        out.add(new Json.Obj(all));
      }
    }
    return new Json.Arr(out);
  }
}
