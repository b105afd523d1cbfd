package dev.vedette.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Scrubs recordings of replays while they pass, whatever their length (spec 01 §20.9). A recording
 * is a line of JSON and an array of what happened, plain or compressed; it comes out compressed.
 */
public final class ReplayRecordings {

  private static final int MAX_HEADER = 64 * 1024;
  private static final int ZLIB = 0x78;
  private static final int GZIP = 0x1f;
  private static final int MAX_TEXT = 16 * 1024 * 1024;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_TEXT)
                  .maxNestingDepth(500)
                  .build())
          .build();

  private ReplayRecordings() {}

  /** A recording that is none. */
  public static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(Throwable cause) {
      super("not a recording", cause, false, false);
    }
  }

  /**
   * Copies a recording without what the settings forbid to keep.
   *
   * @param limit most bytes of the array
   * @throws Invalid if it does not read, or is longer
   */
  public static void scrub(
      InputStream recording, OutputStream scrubbed, ScrubSettings settings, long limit)
      throws Invalid {
    try {
      scrubbed.write(header(recording));
      scrubbed.write('\n');
      PushbackInputStream body = new PushbackInputStream(recording);
      int first = body.read();
      if (first >= 0) {
        body.unread(first);
      }
      InputStream plain =
          switch (first) {
            case ZLIB -> new InflaterInputStream(body);
            case GZIP -> new GZIPInputStream(body);
            default -> body;
          };
      try (DeflaterOutputStream packed = new DeflaterOutputStream(scrubbed)) {
        copy(plain, packed, settings, limit);
      }
    } catch (IOException unreadable) {
      throw new Invalid(unreadable);
    }
  }

  /**
   * The line of JSON with which a recording begins.
   *
   * @throws IOException when there is none
   */
  public static byte[] header(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() == MAX_HEADER) {
        throw new IOException("no header");
      }
      line.write(next);
    }
    return line.toByteArray();
  }

  private static void copy(InputStream in, OutputStream out, ScrubSettings settings, long limit)
      throws IOException {
    try (JsonParser parser = FACTORY.createParser(in);
        JsonGenerator generator = FACTORY.createGenerator(out)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array");
      }
      for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
        if (parser.currentLocation().getByteOffset() > limit) {
          throw new IOException("too long");
        }
        if (token == JsonToken.VALUE_STRING) {
          generator.writeString(Scrubber.text(parser.getText(), settings));
        } else {
          generator.copyCurrentEvent(parser);
        }
      }
    }
  }
}
