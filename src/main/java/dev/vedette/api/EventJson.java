package dev.vedette.api;

import dev.vedette.event.AppleDevices;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.ListReports;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API's form of a stored event (spec 02 §26). */
final class EventJson {

  private static final Map<String, String> ERROR_TEXTS =
      Map.ofEntries(
          Map.entry("invalid_data", "Discarded invalid value"),
          Map.entry("invalid_attribute", "Discarded unknown attribute"),
          Map.entry("missing_attribute", "Missing value for required attribute"),
          Map.entry("value_too_long", "Discarded value due to exceeding maximum length"),
          Map.entry("future_timestamp", "Invalid timestamp (in future)"),
          Map.entry("past_timestamp", "Invalid timestamp (too old)"),
          Map.entry("clock_drift", "Clock drift detected in SDK"),
          Map.entry("js_no_source", "Source code was not found"),
          Map.entry("js_invalid_source", "Sourcemap was invalid or not parseable"),
          Map.entry("native_missing_dsym", "A required debug information file was missing."),
          Map.entry("proguard_missing_mapping", "A proguard mapping file was missing."));

  private static final Pattern AFTER_UNDERSCORE = Pattern.compile("(?<=.)_(.)");

  private EventJson() {}

  static Json.Obj of(FindEvent.Found found) {
    Json.Obj event = found.event();
    Json.Arr entries = EventEntries.of(event);
    boolean transaction = "transaction".equals(event.string("type"));
    Json.Builder out =
        Json.object()
            .put("id", found.id())
            .put("groupID", found.issue() == null ? null : Long.toString(found.issue()))
            .put("eventID", found.id())
            .put("projectID", found.project().toString())
            .put("size", found.size())
            .put("entries", entries)
            .put("dist", event.string("dist"))
            .put("message", message(event))
            .put("title", event.string("title"))
            .put("location", event.string("location"))
            .put("user", user(event))
            .put("contexts", exact(AppleDevices.named(event.object("contexts"))))
            .put("sdk", sdk(event))
            .put("context", sorted(event.object("extra")))
            .put("packages", event.object("modules"))
            .put("type", event.string("type"))
            .put("metadata", event.object("metadata"))
            .put("tags", tags(event))
            .put("platform", event.string("platform"))
            .put("dateReceived", Times.of(found.received()))
            .put("errors", errors(event))
            .put("occurrence", occurrence(event))
            .put("_meta", EventMeta.of(event, entries));
    if (transaction) {
      out.put("startTimestamp", Json.orNull(event.get("start_timestamp")))
          .put("endTimestamp", Json.orNull(event.get("timestamp")))
          .put("measurements", Json.orNull(event.get("measurements")))
          .put("breakdowns", Json.orNull(event.get("breakdowns")))
          .putPresent("_metrics_summary", event.present("_metrics_summary"));
    } else {
      out.put("crashFile", crashFile(found))
          .put("culprit", event.string("culprit"))
          .put("dateCreated", time(event))
          .put("fingerprints", event.array("hashes"))
          .put("groupingConfig", event.get("grouping_config"));
    }
    return out.put("release", ReleaseJson.of(found))
        .put("userReport", report(found))
        .put("sdkUpdates", Json.Arr.EMPTY)
        .put("resolvedWith", EventFrames.resolvedWith(event))
        .put("nextEventID", found.next())
        .put("previousEventID", found.previous())
        .build();
  }

  private static Json occurrence(Json.Obj event) {
    Json.Obj occurrence = event.object("occurrence");
    return occurrence.isEmpty() ? Json.NULL : camelCase(occurrence);
  }

  /** The same with all names in camel case, e.g. {@code eventId}. */
  private static Json camelCase(Json value) {
    return switch (value) {
      case Json.Obj object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(camelCase(name), camelCase(member)));
        yield new Json.Obj(members);
      }
      case Json.Arr array ->
          new Json.Arr(array.items().stream().map(EventJson::camelCase).toList());
      default -> value;
    };
  }

  private static String camelCase(String name) {
    return AFTER_UNDERSCORE
        .matcher(name)
        .replaceAll(part -> part.group(1).toUpperCase(Locale.ROOT));
  }

  private static Json.Obj sorted(Json.Obj object) {
    return new Json.Obj(new TreeMap<>(object.members()));
  }

  private static Json time(Json.Obj event) {
    Json.Num seconds = event.number("timestamp");
    return seconds == null ? Json.NULL : Times.ofSeconds(seconds.asDouble());
  }

  private static String message(Json.Obj event) {
    Json.Obj logentry = event.object("logentry");
    String formatted = logentry.string("formatted");
    String text = formatted == null ? logentry.string("message") : formatted;
    return text == null ? "" : text;
  }

  static Json user(Json.Obj event) {
    if (!(event.get("user") instanceof Json.Obj user)) {
      return Json.NULL;
    }
    Json.Builder out = Json.object();
    for (String key : List.of("id", "email", "username", "ip_address", "name", "data")) {
      out.put(key, Json.orNull(user.get(key)));
    }
    return out.build();
  }

  private static Json sdk(Json.Obj event) {
    return event.get("sdk") instanceof Json.Obj sdk
        ? Json.object()
            .put("name", sdk.string("name"))
            .put("version", sdk.string("version"))
            .build()
        : Json.NULL;
  }

  /**
   * Numbers longer than 15 characters become texts, which browsers keep exactly (spec 02 §12.5).
   */
  private static Json exact(Json value) {
    return switch (value) {
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> out = new LinkedHashMap<>();
        members.forEach((key, member) -> out.put(key, exact(member)));
        yield new Json.Obj(out);
      }
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(EventJson::exact).toList());
      case Json.Num number when number.text().length() > 15 -> Json.of(number.text());
      default -> value;
    };
  }

  /** The name of a tag as people know it. */
  static String plainKey(String key) {
    return key.startsWith("sentry:") ? key.substring("sentry:".length()) : key;
  }

  static Json tag(@Nullable String key, Json value) {
    String plain = key == null ? null : plainKey(key);
    Json.Builder tag =
        Json.object()
            .put("key", Json.of(plain))
            .put("value", "device.class".equals(plain) ? deviceClass(value) : value);
    if ("user".equals(plain) && value instanceof Json.Str(String text) && text.indexOf(':') > 0) {
      int colon = text.indexOf(':');
      tag.put(
          "query", "user.%s:\"%s\"".formatted(text.substring(0, colon), text.substring(colon + 1)));
    }
    return tag.build();
  }

  private static Json deviceClass(Json value) {
    return value instanceof Json.Str(String number)
        ? switch (number) {
          case "1" -> Json.of("low");
          case "2" -> Json.of("medium");
          case "3" -> Json.of("high");
          default -> value;
        }
        : value;
  }

  private static Json tags(Json.Obj event) {
    TreeMap<String, Json> sorted = new TreeMap<>();
    // what was no name is told by the remarks
    List<Json> nameless = new ArrayList<>();
    for (Json item : event.array("tags").items()) {
      if (item instanceof Json.Arr pair && pair.size() == 2) {
        if (pair.get(0) instanceof Json.Str(String key)) {
          sorted.putIfAbsent(plainKey(key), tag(key, pair.get(1)));
        } else {
          nameless.add(tag(null, pair.get(1)));
        }
      }
    }
    nameless.addAll(sorted.values());
    return new Json.Arr(nameless);
  }

  private static Json errors(Json.Obj event) {
    List<Json> errors = new ArrayList<>();
    for (Json item : event.array("errors").items()) {
      if (!(item instanceof Json.Obj error)) {
        continue;
      }
      String name = error.string("name");
      boolean hidden =
          name != null
              && (name.startsWith("breadcrumbs.")
                  || name.startsWith("extra.")
                  || name.startsWith("tags.")
                  || name.contains(".frames."));
      if (!hidden) {
        String type = error.string("type");
        errors.add(
            Json.object()
                .put("type", type)
                .put("message", ERROR_TEXTS.getOrDefault(String.valueOf(type), "Unknown error"))
                .put("data", error.without("type"))
                .build());
      }
    }
    return new Json.Arr(errors);
  }

  private static Json crashFile(FindEvent.Found found) {
    return found.files().stream()
        .filter(file -> file.type().equals("event.minidump"))
        .findFirst()
        .map(file -> (Json) file(found.id(), file))
        .orElse(Json.NULL);
  }

  static Json.Obj file(String eventId, FindEvent.File file) {
    return Json.object()
        .put("id", Long.toString(file.id()))
        .put("event_id", eventId)
        .put("type", file.type())
        .put("name", file.name())
        .put("mimetype", file.contentType())
        .put("dateCreated", Times.of(file.received()))
        .put("size", file.size())
        .put("headers", Json.object().put("Content-Type", file.contentType()).build())
        .put("sha1", file.sha1())
        .build();
  }

  private static Json report(FindEvent.Found found) {
    FindEvent.Report report = found.report();
    return report == null
        ? Json.NULL
        : report(
            new ListReports.Report(
                report.id(),
                found.id(),
                report.name(),
                report.email(),
                report.comments(),
                report.created(),
                found.issue(),
                found.event().object("user")));
  }

  /** What a user wrote; names and addresses fall back on those of the event's user (§20). */
  static Json.Obj report(ListReports.Report report) {
    Json.Obj user = report.user();
    String email = firstOf(report.email(), user.string("email"));
    return Json.object()
        .put("id", Long.toString(report.id()))
        .put("eventID", report.event())
        .put("name", firstOf(report.name(), report.email(), user.string("name")))
        .put("email", email)
        .put("comments", report.comments())
        .put("dateCreated", Times.of(report.created()))
        .put("user", person(user))
        .put(
            "event", Json.object().put("id", report.event()).put("eventID", report.event()).build())
        .build();
  }

  private static String firstOf(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static Json person(Json.Obj user) {
    return user.isEmpty()
        ? Json.NULL
        : Json.object()
            .put("id", Json.orNull(user.get("id")))
            .put("username", user.string("username"))
            .put("email", user.string("email"))
            .put("name", user.string("name"))
            .put("ipAddress", user.string("ip_address"))
            .put("avatarUrl", Json.NULL)
            .build();
  }

  /** The stored form (spec 02 §26.5). */
  static Json.Obj stored(FindEvent.Found found) {
    Json.Obj event = found.event();
    List<Json> tags = new ArrayList<>();
    for (Json item : event.array("tags").items()) {
      if (item instanceof Json.Arr pair
          && pair.size() == 2
          && pair.get(0) instanceof Json.Str(String key)) {
        tags.add(Json.array(Json.of(plainKey(key)), pair.get(1)));
      }
    }
    Json.Builder out =
        Json.object()
            .put("event_id", found.id())
            .put("project", found.project().value())
            .put("release", event.string("release"))
            .put("dist", event.string("dist"))
            .put("platform", event.string("platform"))
            .put("message", message(event))
            .put("datetime", time(event))
            .put("tags", new Json.Arr(tags));
    Set<String> done =
        Set.of("event_id", "project", "release", "dist", "platform", "message", "datetime", "tags");
    new TreeMap<>(event.members())
        .forEach((key, value) -> {
          if (!done.contains(key)) {
            out.put(
                key,
                value instanceof Json.Obj sdk && key.equals("sdk")
                    ? sdk.without("client_ip")
                    : value);
          }
        });
    return out.build();
  }
}
