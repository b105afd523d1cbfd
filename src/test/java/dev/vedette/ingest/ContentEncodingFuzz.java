package dev.vedette.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.testing.IngestBodies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** No compressed body yields more than its limit, and a broken one is refused. */
class ContentEncodingFuzz {

  private static final long LIMIT = 1 << 16;
  private static final List<String> NAMES = List.of("gzip", "deflate", "br", "zstd");

  /** Bodies in every encoding; the first byte chooses it. */
  static List<byte[]> bodies() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] body : IngestBodies.seeds()) {
      ByteArrayOutputStream gzip = encoded(0);
      try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
        out.write(body);
      }
      ByteArrayOutputStream deflate = encoded(1);
      try (DeflaterOutputStream out = new DeflaterOutputStream(deflate)) {
        out.write(body);
      }
      ByteArrayOutputStream brotli = encoded(2);
      brotli.write(body);
      ByteArrayOutputStream zstd = encoded(3);
      zstd.write(com.github.luben.zstd.Zstd.compress(body));
      seeds.addAll(
          List.of(
              gzip.toByteArray(), deflate.toByteArray(), brotli.toByteArray(), zstd.toByteArray()));
    }
    return seeds;
  }

  private static ByteArrayOutputStream encoded(int encoding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(encoding);
    return out;
  }

  @MethodSource("bodies")
  @FuzzTest(maxDuration = "10s")
  void staysWithinItsLimit(byte[] body) throws Exception {
    if (body.length == 0) {
      return;
    }
    String name = NAMES.get((body[0] & 0xff) % NAMES.size());
    InputStream compressed = new ByteArrayInputStream(body, 1, body.length - 1);
    try (InputStream decoded = ContentEncoding.open(name, compressed, LIMIT)) {
      if (decoded.readAllBytes().length > LIMIT) {
        throw new AssertionError("more than the limit");
      }
    } catch (IOException refused) {
      // broken or too long: what the endpoints answer with 400 and 413
    }
  }
}
