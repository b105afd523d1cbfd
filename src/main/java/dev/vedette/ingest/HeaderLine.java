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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the one JSON object that heads an envelope or an item (spec 01 §7.1). */
final class HeaderLine {

  private static final int MAX_BYTES = 64 * 1024;
  private static final JsonFactory FACTORY = new JsonFactory();

  private HeaderLine() {}

  /**
   * A line as it was read.
   *
   * @param object what it says, also where it breaks a rule; null when it is no object
   * @param fault the rule that it breaks, or null
   */
  record Line(Json.@Nullable Obj object, @Nullable IngestError fault) {

    /** The object of a line that keeps all rules. */
    Json.Obj faultless() throws IngestError {
      if (fault != null) {
        throw fault;
      }
      return Objects.requireNonNull(object);
    }
  }

  /**
   * Reads the object and the line end after it.
   *
   * @param known keys that must not occur twice
   * @param error cause to report when it is no such object
   * @return null at the end of the input
   */
  static @Nullable Line read(PushbackInputStream in, Set<String> known, String error)
      throws IOException {
    int first = skipWhiteSpace(in);
    if (first < 0) {
      return null;
    }
    byte[] text = scanObject(in, first);
    if (text == null) {
      return new Line(null, IngestError.badEnvelope(error));
    }
    int next = in.read();
    Line line = parse(text, known, error);
    // Broken JSON is reported before the byte behind it.
    return line.fault() == null && next >= 0 && next != '\n'
        ? new Line(
            line.object(), IngestError.badEnvelope("missing newline after header or payload"))
        : line;
  }

  private static int skipWhiteSpace(PushbackInputStream in) throws IOException {
    int next = in.read();
    while (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
      next = in.read();
    }
    return next;
  }

  private static byte @Nullable [] scanObject(PushbackInputStream in, int first)
      throws IOException {
    if (first != '{') {
      return null;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    int depth = 0;
    boolean inString = false;
    boolean escaped = false;
    for (int next = first; next >= 0; next = in.read()) {
      text.write(next);
      if (text.size() > MAX_BYTES) {
        return null;
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
    return null;
  }

  private static Line parse(byte[] text, Set<String> known, String error) {
    IngestError fault = IngestError.badEnvelope(error);
    try {
      Json.Obj object = JsonText.parse(text) instanceof Json.Obj header ? header : null;
      return new Line(object, object == null || repeats(text, known) ? fault : null);
    } catch (JsonText.Malformed malformed) {
      return new Line(null, fault);
    }
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
