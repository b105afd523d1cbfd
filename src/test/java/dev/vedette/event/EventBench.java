package dev.vedette.event;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.load.SampleEvents;
import dev.vedette.store.Compressor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the stages of one event cost on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class EventBench {

  @Param({"3072", "18432"})
  public int size;

  private final Normalizer normalizer = new Normalizer(new UserAgents(), Places.none());
  private final InboundFilters filters = InboundFilters.of(Json.Obj.EMPTY);
  private final ScrubSettings scrubbing = ScrubSettings.of(Json.Obj.EMPTY, Json.Obj.EMPTY);
  private final Compressor compressor = new Compressor(3);
  private List<byte[]> payloads;
  private final List<Json.Obj> parsed = new ArrayList<>();
  private final List<Json.Obj> normalized = new ArrayList<>();
  private final List<byte[]> written = new ArrayList<>();
  private int next;

  @Setup
  public void prepare() throws Exception {
    payloads = SampleEvents.errors(size, 200);
    for (byte[] payload : payloads) {
      Json.Obj event = (Json.Obj) JsonText.parse(payload);
      parsed.add(event);
      normalized.add(normalized(event));
      written.add(JsonText.writeBytes(normalized.getLast()));
    }
  }

  private <T> T pick(List<T> values) {
    next = (next + 1) % values.size();
    return values.get(next);
  }

  private Json.Obj normalized(Json.Obj event) {
    Normalizer.Origin origin =
        new Normalizer.Origin(
            "d1c2b3a4958647788695a4b3c2d1e0f9",
            "event",
            1_723_464_000,
            null,
            42,
            1,
            7,
            null,
            "198.51.100.7",
            null,
            Map.of(),
            3300);
    return ((Normalizer.Kept) normalizer.normalize(event, origin, filters, scrubbing)).event();
  }

  @Benchmark
  public Object parse() throws Exception {
    return JsonText.parse(pick(payloads));
  }

  @Benchmark
  public Object normalize() {
    return normalized(pick(parsed));
  }

  @Benchmark
  public Object scrub() {
    return Scrubber.scrub(pick(normalized), scrubbing, Meta.root(null));
  }

  @Benchmark
  public Object trim() {
    return Trimmer.trim(pick(normalized), Meta.root(null));
  }

  @Benchmark
  public Object write() {
    return JsonText.writeBytes(pick(normalized));
  }

  @Benchmark
  public Object compress() {
    return compressor.compress(pick(written));
  }
}
