package dev.vedette.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON text. Reading accepts at most {@value #MAX_DEPTH} levels (spec 01 §9),
 * replaces invalid UTF-8 by U+FFFD and lets the last of several equal keys win (spec 02 §1.1).
 */
public final class JsonText {

  /** Deepest accepted nesting of arrays and objects. */
  public static final int MAX_DEPTH = 128;

  private static final int MAX_NUMBER_LENGTH = 1000;

  /** Bytes for which a writer of a single value has room at first. */
  private static final int SHORT = 512;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /** Text that is not one JSON value. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** Parses exactly one value, surrounded by nothing but white space. */
  public static Json parse(byte[] utf8) throws Malformed {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      return document(parser);
    } catch (IOException broken) {
      return parseRepaired(utf8, broken);
    }
  }

  private static Json parseRepaired(byte[] utf8, IOException broken) throws Malformed {
    String repaired = new String(utf8, StandardCharsets.UTF_8);
    if (repaired.indexOf('\uFFFD') < 0) {
      throw new Malformed(reason(broken));
    }
    return parse(repaired);
  }

  /** Parses exactly one value, surrounded by nothing but white space. */
  public static Json parse(String text) throws Malformed {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return document(parser);
    } catch (IOException broken) {
      throw new Malformed(reason(broken));
    }
  }

  /** Parses text that this program wrote itself; a failure is a defect. */
  public static Json parseTrusted(String text) {
    try {
      return parse(text);
    } catch (Malformed impossible) {
      throw new IllegalStateException("stored JSON does not parse: " + impossible.getMessage());
    }
  }

  /**
   * Parses text of an object that this program wrote itself; null and other values give an empty
   * one.
   */
  public static Json.Obj parseTrustedObject(@Nullable String text) {
    return text != null && parseTrusted(text) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  private static String reason(IOException broken) {
    String message = broken.getMessage();
    if (message == null) {
      return "syntax error";
    }
    int location = message.indexOf("\n at ");
    return location < 0 ? message : message.substring(0, location);
  }

  private static Json document(JsonParser parser) throws IOException, Malformed {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new Malformed("no value");
    }
    Json value = value(parser, first);
    if (parser.nextToken() != null) {
      throw new Malformed("trailing characters after the value");
    }
    return value;
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException, Malformed {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Json.Str(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> Json.of(parser.getDoubleValue());
      case VALUE_TRUE -> Json.TRUE;
      case VALUE_FALSE -> Json.FALSE;
      case VALUE_NULL -> Json.NULL;
      default -> throw new Malformed("unexpected " + token);
    };
  }

  private static Json integer(JsonParser parser) throws IOException {
    BigInteger wide =
        parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getBigIntegerValue()
            : null;
    return new Json.Num(wide == null ? (Number) parser.getLongValue() : wide);
  }

  private static Json object(JsonParser parser) throws IOException, Malformed {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return Json.Obj.EMPTY;
    }
    Members.Reader members = new Members.Reader();
    for (; token != JsonToken.END_OBJECT; token = parser.nextToken()) {
      String key = parser.currentName();
      members.add(key, value(parser, parser.nextToken()));
    }
    return new Json.Obj(members.members());
  }

  private static Json array(JsonParser parser) throws IOException, Malformed {
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token));
    }
    return items.isEmpty() ? Json.Arr.EMPTY : new Json.Arr(items);
  }

  /** Writes compact JSON text. */
  public static String write(Json value) {
    if (value instanceof Json.Num(Number number)) {
      return Json.numberText(number);
    }
    JsonWriter writer = new JsonWriter(SHORT);
    writer.write(value);
    return new String(writer.buffer(), 0, writer.size(), StandardCharsets.UTF_8);
  }

  /** Writes compact JSON as UTF-8. */
  public static byte[] writeBytes(Json value) {
    JsonWriter writer = new JsonWriter(SHORT);
    writer.write(value);
    return Arrays.copyOf(writer.buffer(), writer.size());
  }
}
