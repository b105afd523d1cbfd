package dev.vedette.event;

import dev.vedette.json.Json;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The names under which people know Apple's devices (spec 02 §12.2). */
public final class AppleDevices {

  private static final Properties NAMES = names();

  private AppleDevices() {}

  /**
   * The name of a model.
   *
   * @param model e.g. {@code iPhone14,5}
   * @return e.g. {@code iPhone 13}; null for models that are not known
   */
  public static @Nullable String name(String model) {
    return NAMES.getProperty(model);
  }

  /**
   * The contexts of an event, in which devices of Apple without a name have that of their model.
   */
  public static Json.Obj named(Json.Obj contexts) {
    Map<String, Json> named = new LinkedHashMap<>();
    contexts
        .members()
        .forEach((alias, context) ->
            named.put(alias, context instanceof Json.Obj one ? named(alias, one) : context));
    return new Json.Obj(named);
  }

  private static Json.Obj named(String alias, Json.Obj context) {
    String type = context.string("type");
    String model = context.string("model");
    String name = model == null ? null : name(model);
    boolean device = "device".equals(type == null ? alias : type);
    return device && name != null && context.present("name") == null
        ? context.with("name", Json.of(name))
        : context;
  }

  private static Properties names() {
    Properties names = new Properties();
    try (Reader text =
        new InputStreamReader(
            Objects.requireNonNull(
                AppleDevices.class.getResourceAsStream("/event/apple-devices.properties")),
            StandardCharsets.UTF_8)) {
      names.load(text);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return names;
  }
}
