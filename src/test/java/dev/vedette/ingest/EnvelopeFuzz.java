package dev.vedette.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.blob.FileBlobs;
import dev.vedette.testing.IngestBodies;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes: an envelope is read to its end, or refused with an error of its own. */
class EnvelopeFuzz {

  @TempDir private static Path folder;

  static List<byte[]> bodies() throws Exception {
    return IngestBodies.seeds();
  }

  @MethodSource("bodies")
  @FuzzTest(maxDuration = "10s")
  void endsOrRefuses(byte[] body) throws Exception {
    SizeLimits limits = new SizeLimits(1 << 20, 1 << 18, 1 << 18, 1 << 19, 10, false);
    MemoryBudget budget = new MemoryBudget(1 << 20);
    try (Payloads payloads = new Payloads(new FileBlobs(folder), budget.share())) {
      EnvelopeReader reader = new EnvelopeReader(new ByteArrayInputStream(body), limits, payloads);
      HeaderLine.Line line = reader.header();
      if (line != null) {
        long read = reader.items(line.faultless()).items().stream().mapToLong(Item::size).sum();
        if (read > body.length) {
          throw new AssertionError("items of " + read + " bytes out of " + body.length);
        }
      }
    } catch (IngestError refused) {
      if (refused.status() < 400 || refused.status() > 499) {
        throw new AssertionError(refused);
      }
    }
    if (budget.used() != 0) {
      throw new AssertionError(budget.used() + " bytes were not given back");
    }
  }
}
