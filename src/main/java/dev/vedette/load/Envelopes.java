package dev.vedette.load;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * Envelopes ready to be sent. Compressing each anew would cost the generator as much as the server
 * needs to take one in, so their bodies are compressed ahead, a few thousand different ones, and
 * only the header line with the event id is made for each: gzip allows members one after the other.
 */
final class Envelopes {

  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final byte LAST_STORED_BLOCK = 1;
  private static final int GZIP_OVERHEAD = 23;

  private final List<byte[]> bodies;
  private final RunIds ids;
  private final double meanBytes;

  private Envelopes(List<byte[]> bodies, RunIds ids, double meanBytes) {
    this.bodies = bodies;
    this.ids = ids;
    this.meanBytes = meanBytes;
  }

  /** Envelopes of a mix. */
  static Envelopes prepare(
      EventMix mix, int different, RunIds ids, RandomGenerator random, Instant now) {
    EventSamples samples = new EventSamples(mix, random, now);
    List<byte[]> bodies = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < different; i++) {
      EventSamples.Sample sample = samples.next();
      bytes += sample.json().length;
      bodies.add(compressed(item(sample)));
    }
    return new Envelopes(bodies, ids, (double) bytes / different);
  }

  private static byte[] item(EventSamples.Sample sample) {
    ByteArrayOutputStream item = new ByteArrayOutputStream();
    item.writeBytes(
        "{\"type\":\"%s\",\"length\":%d}\n"
            .formatted(sample.type(), sample.json().length)
            .getBytes(StandardCharsets.UTF_8));
    item.writeBytes(sample.json());
    return item.toByteArray();
  }

  private static byte[] compressed(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /**
   * A member of gzip that is not compressed (RFC 1952, RFC 1951 §3.2.4): to set up a compressor for
   * 60 bytes costs more than to send the rest.
   */
  private static Buffer stored(byte[] plain) {
    CRC32 sum = new CRC32();
    sum.update(plain);
    return Buffer.buffer(plain.length + GZIP_OVERHEAD)
        .appendBytes(GZIP_HEADER)
        .appendByte(LAST_STORED_BLOCK)
        .appendUnsignedShortLE(plain.length)
        .appendUnsignedShortLE(~plain.length & 0xffff)
        .appendBytes(plain)
        .appendUnsignedIntLE(sum.getValue())
        .appendUnsignedIntLE(plain.length);
  }

  /** The body of one request. */
  Buffer envelope(int number) {
    UUID id = ids.of(number);
    String header = "{\"event_id\":\"%s\"}\n".formatted(id.toString().replace("-", ""));
    return stored(header.getBytes(StandardCharsets.US_ASCII))
        .appendBytes(bodies.get(number % bodies.size()));
  }

  /** Mean size of an event's JSON. */
  double meanBytes() {
    return meanBytes;
  }
}
