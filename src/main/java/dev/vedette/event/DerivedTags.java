package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags that are set when an event is saved, and its search message (spec 02 §25.2 to §25.4). */
final class DerivedTags {

  private static final int MAX_MESSAGE = 8192;

  private DerivedTags() {}

  /** The event with all derived tags. */
  static Json.Obj add(Json.Obj event) {
    Json.Arr tags = event.array("tags");
    tags = Tags.with(tags, "level", String.valueOf(event.string("level")));
    for (String attribute : List.of("logger", "environment", "transaction")) {
      tags = set(tags, attribute, event.string(attribute));
    }
    tags = set(Tags.without(tags, "release"), "sentry:release", event.string("release"));
    tags = set(Tags.without(tags, "dist"), "sentry:dist", event.string("dist"));
    tags = set(Tags.without(tags, "user"), "sentry:user", Users.tag(event.object("user")));
    List<Json.Obj> exceptions = Exceptions.of(event);
    if (!exceptions.isEmpty()) {
      Json.Obj mechanism = exceptions.getLast().object("mechanism");
      tags = set(tags, "mechanism", mechanism.string("type"));
      Boolean handled = mechanism.bool("handled");
      tags = set(tags, "handled", handled == null ? null : handled ? "yes" : "no");
    }
    for (Map.Entry<String, Json> context : event.object("contexts").members().entrySet()) {
      if (context.getValue() instanceof Json.Obj object) {
        tags = ofContext(tags, context.getKey(), object);
      }
    }
    return event.with("tags", tags);
  }

  private static Json.Arr ofContext(Json.Arr tags, String alias, Json.Obj context) {
    String name = context.string("name");
    String version = text(context, "version");
    String both = name == null || version == null ? null : name + " " + version;
    return switch (String.valueOf(context.string("type"))) {
      case "device" ->
          set(
              set(tags, alias, context.string("model")),
              alias + ".family",
              context.string("family"));
      case "os" -> {
        Boolean rooted = context.bool("rooted");
        Json.Arr named = set(set(tags, alias, both), alias + ".name", name);
        yield set(named, alias + ".rooted", rooted == null ? null : rooted ? "yes" : "no");
      }
      case "runtime", "browser" -> set(set(tags, alias, both), alias + ".name", name);
      case "gpu" ->
          set(set(tags, alias + ".name", name), alias + ".vendor", context.string("vendor_name"));
      case "app" -> set(tags, alias + ".device", context.string("device_app_hash"));
      case "monitor" ->
          set(
              set(tags, alias + ".id", context.string("id")),
              alias + ".slug",
              context.string("slug"));
      default -> tags;
    };
  }

  private static @Nullable String text(Json.Obj context, String key) {
    Json value = context.present(key);
    return value == null ? null : Read.primitive(value);
  }

  private static Json.Arr set(Json.Arr tags, String key, @Nullable String value) {
    String trimmed = value == null ? "" : value.strip();
    return trimmed.isEmpty() ? tags : Tags.with(tags, key, trimmed);
  }

  /** The text that search looks into. */
  static String searchMessage(Json.Obj event) {
    List<String> parts = new ArrayList<>();
    Json.Obj logentry = event.object("logentry");
    String formatted = logentry.string("formatted");
    add(parts, formatted == null ? logentry.string("message") : formatted);
    event
        .object("metadata")
        .members()
        .forEach((key, value) -> {
          if (!key.equals("in_app_frame_mix") && value instanceof Json.Str(String text)) {
            add(parts, text);
          }
        });
    add(parts, event.string("culprit"));
    String message = String.join(" ", parts).strip();
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
  }

  private static void add(List<String> parts, @Nullable String text) {
    if (text != null && !text.isEmpty() && parts.stream().noneMatch(part -> part.contains(text))) {
      parts.add(text);
    }
  }
}
