package dev.vedette.trace;

import dev.vedette.event.ReplayEvents;
import dev.vedette.event.UserAgents;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumer;
import dev.vedette.feed.FeedName;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.store.Database;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the traces feed and stores spans, logs, replays and profile chunks. */
public final class TraceVerticle extends AbstractVerticle {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Feed feed;
  private final DeadLetters deadLetters;
  private final Database database;
  private final int batchRecords;
  private final ReplayEvents replays = new ReplayEvents(new UserAgents());
  private final List<FeedConsumer> consumers = new ArrayList<>();

  /** A verticle over the given feed and database. */
  public TraceVerticle(Feed feed, DeadLetters deadLetters, Database database, int batchRecords) {
    this.feed = feed;
    this.deadLetters = deadLetters;
    this.database = database;
    this.batchRecords = batchRecords;
  }

  @Override
  public void start() {
    for (int partition = 0; partition < feed.partitions(); partition++) {
      FeedConsumer consumer =
          new FeedConsumer(
              feed, deadLetters, FeedName.TRACES, partition, batchRecords, this::process);
      consumers.add(consumer);
      consumer.start();
    }
  }

  @Override
  public void stop() {
    consumers.forEach(consumer -> consumer.stop(STOP_LIMIT));
  }

  private void process(FeedBatch batch) {
    var unused =
        database.inTransaction(sql -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (byte[] body : batch.bodies()) {
            new TraceItems(sql, ItemGroupCodec.decode(body), replays, outcomes).save();
          }
          Outcomes.append(sql, outcomes);
          feed.commit(sql, batch.position());
          return true;
        });
  }
}
