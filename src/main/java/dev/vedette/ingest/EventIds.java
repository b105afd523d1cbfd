package dev.vedette.ingest;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Event ids: 32 lower-case hexadecimal digits; the hyphenated form is read, too (spec 01 §18). */
public final class EventIds {

  private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern HYPHENATED =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String NIL = "0".repeat(32);

  private EventIds() {}

  /** The id that a text names, in its plain form; null when it names none. */
  public static @Nullable String parse(String text) {
    String bare = text;
    if (bare.startsWith("urn:uuid:")) {
      bare = bare.substring("urn:uuid:".length());
    } else if (bare.startsWith("{") && bare.endsWith("}")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    boolean valid = PLAIN.matcher(bare).matches() || HYPHENATED.matcher(bare).matches();
    return valid ? bare.replace("-", "").toLowerCase(Locale.ROOT) : null;
  }

  static boolean isNil(String id) {
    return id.equals(NIL);
  }

  static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  static String hyphenated(String id) {
    return uuid(id).toString();
  }

  /** The id of 32 hexadecimal digits as a number. */
  public static UUID uuid(String id) {
    return new UUID(
        Long.parseUnsignedLong(id.substring(0, 16), 16),
        Long.parseUnsignedLong(id.substring(16), 16));
  }

  /** The sixteen bytes of an id. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The plain form of an id. */
  public static String plain(UUID id) {
    return id.toString().replace("-", "");
  }
}
