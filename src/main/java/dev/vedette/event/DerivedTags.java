package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags that are set when an event is saved (spec 02 §25.2, §25.3). */
final class DerivedTags {

  private DerivedTags() {}

  /** The event with all derived tags; what is noted of tags in its {@code _meta} follows them. */
  static Json.Obj add(Json.Obj event, Meta meta) {
    TagList tags = new TagList(event.array("tags"));
    tags.set("level", String.valueOf(event.string("level")));
    for (String attribute : List.of("logger", "environment", "transaction")) {
      tags.set(attribute, event.string(attribute));
    }
    for (String attribute : List.of("release", "dist")) {
      tags.remove(attribute);
      tags.set("sentry:" + attribute, event.string(attribute));
    }
    tags.remove("user");
    tags.set("sentry:user", Users.tag(event.object("user")));
    List<Json.Obj> exceptions = Exceptions.of(event);
    if (!exceptions.isEmpty()) {
      Json.Obj mechanism = exceptions.getLast().object("mechanism");
      tags.set("mechanism", mechanism.string("type"));
      tags.set("handled", yesOrNo(mechanism.bool("handled")));
    }
    tags.set("device.class", DeviceClass.of(event));
    for (Map.Entry<String, Json> context : event.object("contexts").members().entrySet()) {
      if (context.getValue() instanceof Json.Obj object && Tags.isKey(context.getKey())) {
        ofContext(tags, context.getKey(), object);
      }
    }
    return event.with("tags", tags.toJson(meta.at("tags")));
  }

  private static void ofContext(TagList tags, String alias, Json.Obj context) {
    String name = context.string("name");
    String version = text(context, "version");
    String both = name == null || version == null ? null : name + " " + version;
    switch (String.valueOf(context.string("type"))) {
      case "device" -> {
        tags.set(alias, context.string("model"));
        tags.set(alias + ".family", context.string("family"));
      }
      case "os" -> {
        tags.set(alias, both);
        tags.set(alias + ".name", name);
        tags.set(alias + ".rooted", yesOrNo(context.bool("rooted")));
      }
      case "runtime", "browser" -> {
        tags.set(alias, both);
        tags.set(alias + ".name", name);
      }
      case "gpu" -> {
        tags.set(alias + ".name", name);
        tags.set(alias + ".vendor", context.string("vendor_name"));
      }
      case "app" -> tags.set(alias + ".device", context.string("device_app_hash"));
      case "monitor" -> {
        tags.set(alias + ".id", context.string("id"));
        tags.set(alias + ".slug", context.string("slug"));
      }
      default -> {}
    }
  }

  private static @Nullable String yesOrNo(@Nullable Boolean value) {
    return value == null ? null : value ? "yes" : "no";
  }

  private static @Nullable String text(Json.Obj context, String key) {
    Json value = context.present(key);
    return value == null ? null : Read.primitive(value);
  }
}
