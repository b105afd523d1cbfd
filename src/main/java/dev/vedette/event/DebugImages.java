package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Debug images, {@code debug_meta} (spec 02 §15). */
final class DebugImages {

  private static final Pattern DEBUG_ID =
      Pattern.compile(
          "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}(-?[0-9a-fA-F]{1,8})?");

  private static final Shape NATIVE =
      Shape.of()
          .with(
              Read::string, "type", "code_file", "code_id", "debug_file", "arch", "debug_checksum")
          .with(DebugImages::debugId, "debug_id")
          .with(Read::address, "image_addr", "image_vmaddr")
          .with(Read::unsigned, "image_size");

  private static final Shape SHAPE =
      Shape.of()
          .with(Read.arrayOf(DebugImages::image), "images")
          .with(Read::object, "sdk_info")
          .with(Read::bool, "is_debug_build");

  private DebugImages() {}

  static Json read(Json value, Meta meta) {
    return SHAPE.read(value, meta);
  }

  private static Json image(Json value, Meta meta) {
    if (!(value instanceof Json.Obj image)) {
      return Read.object(value, meta);
    }
    return switch (String.valueOf(image.string("type"))) {
      case "apple" -> nativeImage(apple(image), meta);
      case "macho" -> nativeImage(image, meta);
      case "elf", "pe", "pe_dotnet", "wasm", "symbolic" ->
          nativeImage(renamed(renamed(image, "id", "debug_id"), "name", "code_file"), meta);
      case "proguard" -> proguard(image, meta);
      case "sourcemap", "jvm" ->
          Shape.of().with(DebugImages::debugId, "debug_id").readObject(image, meta);
      default -> image;
    };
  }

  private static Json.Obj apple(Json.Obj image) {
    return renamed(renamed(image, "uuid", "debug_id"), "name", "code_file")
        .with("type", Json.of("macho"))
        .without("cpu_type")
        .without("cpu_subtype");
  }

  private static Json.Obj renamed(Json.Obj image, String from, String to) {
    Json value = image.get(from);
    return value == null
        ? image
        : image.get(to) == null ? image.without(from).with(to, value) : image.without(from);
  }

  private static Json nativeImage(Json.Obj image, Meta meta) {
    for (String required : new String[] {"code_file", "debug_id"}) {
      if (image.present(required) == null) {
        meta.at(required).error("missing_attribute");
      }
    }
    return NATIVE.readObject(image, meta);
  }

  private static Json proguard(Json.Obj image, Meta meta) {
    String uuid = image.string("uuid");
    if (uuid == null) {
      meta.at("uuid").error("missing_attribute");
      return image;
    }
    return image.with("uuid", Json.of(uuid.toLowerCase(Locale.ROOT)));
  }

  private static Json debugId(Json value, Meta meta) {
    Json read = Read.string(value, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String canonical = canonical(text);
    return canonical == null ? meta.invalid(value, "invalid debug identifier") : Json.of(canonical);
  }

  private static @Nullable String canonical(String text) {
    if (!DEBUG_ID.matcher(text).matches()) {
      return null;
    }
    String digits = text.replace("-", "").toLowerCase(Locale.ROOT);
    String uuid =
        String.join(
            "-",
            digits.substring(0, 8),
            digits.substring(8, 12),
            digits.substring(12, 16),
            digits.substring(16, 20),
            digits.substring(20, 32));
    String age = digits.substring(32).replaceFirst("^0+", "");
    return age.isEmpty() ? uuid : uuid + "-" + age;
  }

  /** Name of the operating system the SDK ran on, or null. */
  static @Nullable String os(Map<String, Json> event) {
    Json.Obj none = Json.Obj.EMPTY;
    Json.Obj debug = event.get("debug_meta") instanceof Json.Obj object ? object : none;
    String sdk = debug.object("sdk_info").string("sdk_name");
    if (sdk != null) {
      return sdk;
    }
    Json.Obj contexts = event.get("contexts") instanceof Json.Obj object ? object : none;
    return contexts.object("os").string("name");
  }
}
