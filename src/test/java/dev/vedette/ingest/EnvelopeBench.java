package dev.vedette.ingest;

import dev.vedette.blob.FileBlobs;
import dev.vedette.load.SampleEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What taking one envelope in costs on one core, without the network and the append. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class EnvelopeBench {

  private static final SizeLimits LIMITS =
      new SizeLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 100, false);

  @Param({"3072", "18432"})
  public int size;

  private final Payloads payloads =
      new Payloads(new FileBlobs(Path.of("unused")), new MemoryBudget(1L << 40).share());
  private byte[] compressed = {};
  private byte[] group = {};

  @Setup
  public void prepare() throws Exception {
    byte[] event = SampleEvents.errors(size, 1).getFirst();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"event_id\":\"d1c2b3a4958647788695a4b3c2d1e0f9\"}\n".getBytes(UTF_8));
      gzip.write("{\"type\":\"event\",\"length\":%d}\n".formatted(event.length).getBytes(UTF_8));
      gzip.write(event);
    }
    compressed = packed.toByteArray();
    group = (byte[]) encode();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private Envelope read() throws IOException, IngestError {
    EnvelopeReader reader =
        new EnvelopeReader(
            new GZIPInputStream(new ByteArrayInputStream(compressed)), LIMITS, payloads);
    return reader.items(java.util.Objects.requireNonNull(reader.header()).faultless());
  }

  @Benchmark
  public Object unpackAndCut() throws Exception {
    return read();
  }

  @Benchmark
  public Object encode() throws Exception {
    List<Item> items = read().items();
    return ItemGroupCodec.encode(
        new ItemGroup(
            new dev.vedette.project.OrganizationId(1),
            new dev.vedette.project.ProjectId(1),
            1,
            "d1c2b3a4958647788695a4b3c2d1e0f9",
            Instant.EPOCH,
            null,
            new ItemGroup.Sender(null, 7, "198.51.100.7", null, Map.of()),
            items));
  }

  @Benchmark
  public Object decode() {
    return ItemGroupCodec.decode(group);
  }
}
