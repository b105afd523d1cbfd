package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the loader script of a key is to bring (spec 11 §12.6). */
final class LoaderOptions {

  private static final List<String> VERSIONS = List.of("latest", "10.x");

  /** The options with what holds for new projects. */
  private static final Map<String, Boolean> USUAL = usual();

  private LoaderOptions() {}

  private static Map<String, Boolean> usual() {
    Map<String, Boolean> usual = new LinkedHashMap<>();
    usual.put("hasReplay", true);
    usual.put("hasPerformance", true);
    usual.put("hasDebug", false);
    usual.put("hasFeedback", false);
    usual.put("hasLogsAndMetrics", false);
    return usual;
  }

  /** All options of a key. */
  static Json.Obj shown(Json.Obj stored) {
    Json.Builder shown = Json.object();
    USUAL.forEach((name, usual) -> {
      Boolean own = stored.bool(name);
      shown.put(name, own == null ? usual : own);
    });
    return shown.build();
  }

  /** The versions that a key can have, each with its title. */
  static Json.Arr choices() {
    return new Json.Arr(
        VERSIONS.stream().map(one -> (Json) Json.array(Json.of(one), Json.of(one))).toList());
  }

  /** The options that a request changes. */
  static Json.Obj changed(Json.Obj body) {
    Json given = body.present("dynamicSdkLoaderOptions");
    if (given == null) {
      return Json.Obj.EMPTY;
    }
    if (!(given instanceof Json.Obj options)) {
      throw Fault.invalid("dynamicSdkLoaderOptions", "Expected a dictionary.");
    }
    Json.Builder changed = Json.object();
    options
        .members()
        .forEach((name, value) -> {
          if (!USUAL.containsKey(name) || !(value instanceof Json.Bool flag)) {
            throw Fault.invalid(
                "dynamicSdkLoaderOptions",
                USUAL.containsKey(name)
                    ? name + " must be a valid boolean."
                    : name + " is not supported.");
          }
          changed.put(name, flag);
        });
    return changed.build();
  }

  /** The version that a request asks for, or null. */
  static @Nullable String version(Json.Obj body) {
    Json given = body.present("browserSdkVersion");
    if (given == null) {
      return null;
    }
    String version = given instanceof Json.Str(String text) ? text : given.text();
    if (!VERSIONS.contains(version)) {
      throw Fault.invalid("browserSdkVersion", "\"%s\" is not a valid choice.".formatted(version));
    }
    return version;
  }
}
