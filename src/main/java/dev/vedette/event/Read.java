package dev.vedette.event;

import dev.vedette.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads values by their expected type (spec 02 §1.1). What does not fit becomes null, and an error
 * is noted at its place.
 */
final class Read {

  private static final double EXACT_INTEGERS = 0x1p53;
  private static final double SIGNED_END = 0x1p63;
  private static final double UNSIGNED_END = 0x1p64;
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("[0-9a-fA-F]{16}");
  private static final Pattern ZEROS = Pattern.compile("0+");
  private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private Read() {}

  /** Reads one kind of value. */
  @FunctionalInterface
  interface Reader {
    /** Gives the value in canonical form, or null after noting why not. */
    Json read(Json value, Meta meta);
  }

  static Json any(Json value, Meta meta) {
    return value;
  }

  static Json string(Json value, Meta meta) {
    return value instanceof Json.Str || value.isNull()
        ? value
        : meta.invalid(value, "expected a string");
  }

  static Json lenient(Json value, Meta meta) {
    String text = primitive(value);
    if (text != null) {
      return Json.of(text);
    }
    return value.isNull() ? value : meta.invalid(value, "expected a primitive value");
  }

  /**
   * The text of a primitive: integers in decimal, booleans as Python writes them; null for others.
   */
  static @Nullable String primitive(Json value) {
    return switch (value) {
      case Json.Str(String text) -> text;
      case Json.Bool(boolean truth) -> truth ? "True" : "False";
      case Json.Num(Double number) ->
          Math.abs(number) < EXACT_INTEGERS ? Long.toString(number.longValue()) : null;
      case Json.Num(Number number) -> number.toString();
      default -> null;
    };
  }

  static Json jsonLenient(Json value, Meta meta) {
    return value instanceof Json.Str || value.isNull() ? value : Json.of(value.text());
  }

  static Json bool(Json value, Meta meta) {
    return value instanceof Json.Bool || value.isNull()
        ? value
        : meta.invalid(value, "expected a boolean");
  }

  static Json unsigned(Json value, Meta meta) {
    if (value instanceof Json.Num number
        && number.isIntegral()
        && number.asDouble() >= 0
        && number.asDouble() < UNSIGNED_END) {
      return number.value() instanceof Double d ? whole(d) : value;
    }
    return value.isNull() ? value : meta.invalid(value, "expected an unsigned integer");
  }

  private static Json whole(double number) {
    return number < SIGNED_END
        ? Json.of((long) number)
        : new Json.Num(new BigDecimal(number).toBigInteger());
  }

  static Json signed(Json value, Meta meta) {
    if (value instanceof Json.Num number
        && number.isIntegral()
        && Math.abs(number.asDouble()) < SIGNED_END) {
      return number.value() instanceof Double d ? Json.of(d.longValue()) : value;
    }
    return value.isNull() ? value : meta.invalid(value, "expected a signed integer");
  }

  static Json number(Json value, Meta meta) {
    return value instanceof Json.Num || value.isNull()
        ? value
        : meta.invalid(value, "expected a floating point number");
  }

  static Json object(Json value, Meta meta) {
    return value instanceof Json.Obj || value.isNull()
        ? value
        : meta.invalid(value, "expected an object");
  }

  static Json array(Json value, Meta meta) {
    return value instanceof Json.Arr || value.isNull()
        ? value
        : meta.invalid(value, "expected an array");
  }

  /** An array of strings. */
  static Json strings(Json value, Meta meta) {
    return arrayOf(Read::string).read(value, meta);
  }

  /** An array whose elements are read by {@code element}; null elements are kept. */
  static Reader arrayOf(Reader element) {
    return (value, meta) -> {
      return value instanceof Json.Arr items
          ? items.mapped((index, item) -> element.read(item, meta.at(index)))
          : array(value, meta);
    };
  }

  static Json timestamp(Json value, Meta meta) {
    if (value.isNull()) {
      return value;
    }
    Double seconds =
        switch (value) {
          case Json.Num number -> inRange(number.asDouble());
          case Json.Str(String text) -> seconds(text);
          default -> null;
        };
    return seconds == null ? meta.invalid(value, "expected a timestamp") : Json.of(seconds);
  }

  private static @Nullable Double inRange(double seconds) {
    return seconds >= 0 && seconds < 1e11 ? Double.valueOf(Math.rint(seconds * 1e6) / 1e6) : null;
  }

  /** Unix seconds of an RFC 3339 text, with or without offset; null when it is none. */
  static @Nullable Double seconds(String text) {
    String bare = text.strip();
    if (bare.length() > 10 && bare.charAt(10) == ' ') {
      bare = bare.substring(0, 10) + "T" + bare.substring(11);
    }
    try {
      Instant time;
      boolean zoned =
          bare.endsWith("Z")
              || bare.endsWith("z")
              || bare.lastIndexOf('+') > 10
              || bare.lastIndexOf('-') > 10;
      if (zoned) {
        time = OffsetDateTime.parse(bare.toUpperCase(Locale.ROOT)).toInstant();
      } else {
        time = LocalDateTime.parse(bare).toInstant(java.time.ZoneOffset.UTC);
      }
      return inRange(time.getEpochSecond() + time.getNano() / 1000 / 1e6);
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  static Json traceId(Json value, Meta meta) {
    return hexId(value, meta, TRACE_ID, "not a valid trace id");
  }

  static Json spanId(Json value, Meta meta) {
    return hexId(value, meta, SPAN_ID, "not a valid span id");
  }

  private static Json hexId(Json value, Meta meta, Pattern pattern, String reason) {
    if (value.isNull()) {
      return value;
    }
    if (value instanceof Json.Str(String text)) {
      String bare = text.length() == 36 ? text.replace("-", "") : text;
      if (pattern.matcher(bare).matches() && !ZEROS.matcher(bare).matches()) {
        return Json.of(bare.toLowerCase(Locale.ROOT));
      }
    }
    return meta.invalid(value, reason);
  }

  /**
   * An address: a number, decimal text or {@code 0x…} text becomes {@code 0x} and lower-case
   * digits.
   */
  static Json address(Json value, Meta meta) {
    BigInteger number =
        switch (value) {
          case Json.Num n when n.isIntegral() && n.asDouble() >= 0 ->
              n.value() instanceof BigInteger big ? big : BigInteger.valueOf(n.asLong());
          case Json.Str(String text) -> addressOf(text.strip());
          default -> null;
        };
    if (number != null && number.signum() >= 0 && number.compareTo(MAX_UNSIGNED) <= 0) {
      return Json.of("0x" + number.toString(16));
    }
    return value.isNull() ? value : meta.invalid(value, "expected an address");
  }

  private static @Nullable BigInteger addressOf(String text) {
    if (text.length() > 40) {
      return null;
    }
    try {
      boolean hex = text.startsWith("0x") || text.startsWith("0X");
      return hex ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  /** An integer or a text, e.g. a thread id. */
  static Json integerOrString(Json value, Meta meta) {
    return value instanceof Json.Str || value.isNull() ? value : unsigned(value, meta);
  }
}
