package dev.vedette.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the one JSON object that heads an envelope or an item (spec 01 §7.1). */
final class HeaderLine {

  private static final int MAX_BYTES = 64 * 1024;
  private static final JsonFactory FACTORY = new JsonFactory();

  private HeaderLine() {}

  /**
   * Reads the object and the line end after it.
   *
   * @param known keys that must not occur twice
   * @param error cause to report when it is no such object
   * @return null at the end of the input
   */
  static Json.@Nullable Obj read(PushbackInputStream in, Set<String> known, String error)
      throws IOException, IngestError {
    int first = skipWhiteSpace(in);
    if (first < 0) {
      return null;
    }
    byte[] text = scanObject(in, first, error);
    int next = in.read();
    if (next >= 0 && next != '\n') {
      // Broken JSON is reported before the byte behind it.
      parse(text, known, error);
      throw IngestError.badEnvelope("missing newline after header or payload");
    }
    return parse(text, known, error);
  }

  private static int skipWhiteSpace(PushbackInputStream in) throws IOException {
    int next = in.read();
    while (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
      next = in.read();
    }
    return next;
  }

  private static byte[] scanObject(PushbackInputStream in, int first, String error)
      throws IOException, IngestError {
    if (first != '{') {
      throw IngestError.badEnvelope(error);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    int depth = 0;
    boolean inString = false;
    boolean escaped = false;
    for (int next = first; next >= 0; next = in.read()) {
      text.write(next);
      if (text.size() > MAX_BYTES) {
        throw IngestError.badEnvelope(error);
      }
      if (escaped) {
        escaped = false;
      } else if (inString) {
        escaped = next == '\\';
        inString = next != '"';
      } else if (next == '"') {
        inString = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if ((next == '}' || next == ']') && --depth == 0) {
        return text.toByteArray();
      }
    }
    throw IngestError.badEnvelope(error);
  }

  private static Json.Obj parse(byte[] text, Set<String> known, String error) throws IngestError {
    try {
      if (JsonText.parse(text) instanceof Json.Obj header && !repeats(text, known)) {
        return header;
      }
    } catch (JsonText.Malformed malformed) {
      throw IngestError.badEnvelope(error);
    }
    throw IngestError.badEnvelope(error);
  }

  private static boolean repeats(byte[] text, Set<String> known) {
    Set<String> seen = new HashSet<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        if (known.contains(key) && !seen.add(key)) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    } catch (IOException malformed) {
      return true;
    }
  }
}
