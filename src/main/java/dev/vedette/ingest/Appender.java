package dev.vedette.ingest;

import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedFull;
import dev.vedette.feed.FeedRecord;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectView;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Appends what was admitted to the feeds; when this returns, it is durable. */
final class Appender {

  private static final Logger LOG = LogManager.getLogger(Appender.class);
  private static final String FULL_RETRY_SECONDS = "10";
  private static final Duration SLOW_DOWN = Duration.ofMillis(100);

  private final Feed feed;
  private final DiskSpace disk;
  private final MemoryBudget memory;
  private final Telemetry telemetry;

  Appender(Feed feed, DiskSpace disk, MemoryBudget memory, Telemetry telemetry) {
    this.feed = feed;
    this.disk = disk;
    this.memory = memory;
    this.telemetry = telemetry;
  }

  /**
   * Appends the items of an envelope; waits.
   *
   * @throws Busy when nothing can be taken at the moment
   */
  void append(Intake.Sender sender, ProjectView view, Envelope envelope) throws IngestError {
    List<FeedRecord> records = new ArrayList<>();
    long bytes = 0;
    Json.Obj trace = envelope.header().object("trace");
    for (ItemGroups.Group group : ItemGroups.split(envelope.items())) {
      ItemGroup sent =
          new ItemGroup(
              view.organization(),
              view.project(),
              view.keyId(),
              group.ofEvent() ? envelope.eventId() : null,
              sender.request().received(),
              sentAt(envelope),
              sender.request().sender(sender.credentials()),
              group.items().stream().map(item -> item.ofTrace(trace)).toList());
      FeedRecord record = sent.record(group.feed());
      records.add(record);
      bytes += record.body().length;
    }
    if (!records.isEmpty()) {
      append(records, bytes);
      telemetry.counter(Metric.INGEST_BYTES).increment(bytes);
      ItemGroups.types(envelope.items())
          .forEach((type, count) ->
              telemetry.counter(Metric.INGEST_ITEMS, "type", type).increment(count));
    }
  }

  /** Whether nothing can be taken at the moment; asks nobody. */
  boolean isFull() {
    return feed.isFull() || disk.level() == DiskSpace.Level.FULL;
  }

  private void append(List<FeedRecord> records, long bytes) throws IngestError {
    switch (disk.level()) {
      case ENOUGH -> {
        // nothing holds it up
      }
      case LOW -> LockSupport.parkNanos(SLOW_DOWN.toNanos());
      case FULL -> throw new Busy();
    }
    Timer.Sample started = Timer.start();
    try (MemoryBudget.Share share = memory.share()) {
      share.take(bytes);
      feed.append(records).await();
    } catch (Busy busy) {
      throw busy;
    } catch (FeedFull full) {
      throw new Busy();
    } catch (Exception unavailable) {
      LOG.warn("the feed refused an append: {}", unavailable.toString());
      throw new IngestError(503, "failed to queue envelope");
    } finally {
      started.stop(telemetry.timer(Metric.INGEST_APPEND));
    }
  }

  /** The feed cannot take more at the moment. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("the feed is full", null, false, false);
    }

    Reply reply() {
      return Reply.error(new IngestError(429, Intake.LIMITED))
          .with("Retry-After", FULL_RETRY_SECONDS);
    }
  }

  private static @Nullable Instant sentAt(Envelope envelope) {
    String text = envelope.header().string("sent_at");
    return text == null ? null : EnvelopeReader.time(text);
  }
}
