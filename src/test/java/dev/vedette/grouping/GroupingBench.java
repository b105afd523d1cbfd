package dev.vedette.grouping;

import dev.vedette.event.PlainEvents;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.load.SampleEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Events grouped per second by one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(java.util.concurrent.TimeUnit.SECONDS)
public class GroupingBench {

  private final List<Json.Obj> events = new ArrayList<>();
  private final Grouper grouper = new Grouper(GroupingSettings.DEFAULT);
  private final StackRules rules = GroupingConfig.of(GroupingConfigId.DEFAULT, "").rules();
  private int next;
  private int unknown;

  @Setup
  public void prepare() throws Exception {
    PlainEvents plain = new PlainEvents();
    for (byte[] payload : SampleEvents.errors(18_432, 200)) {
      Json.Obj sent = (Json.Obj) JsonText.parse(payload);
      events.add(plain.normalized(sent, Instant.EPOCH).orElseThrow());
    }
  }

  /** What the rules say of a frame that has not been met before. */
  @Benchmark
  public Object factsOfAnUnknownFrame() {
    unknown++;
    Json.Obj frame =
        Json.object()
            .put("function", "handle_" + unknown)
            .put("module", "shop.orders.views")
            .put("abs_path", "/srv/shop/orders/views.py")
            .build();
    return rules.facts(Frame.of(frame, "python"));
  }

  @Benchmark
  public Object group() {
    next = (next + 1) % events.size();
    return grouper.group(events.get(next));
  }
}
