package dev.vedette.ingest;

import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumers;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.store.Database;
import dev.vedette.store.Partitions;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a feed of item groups: what is made of a batch, its outcomes and the position of the reader
 * are one transaction. What is not kept is given back to the quotas.
 */
public final class ItemGroupConsumers {

  private final Feed feed;
  private final Database database;
  private final Partitions partitions;
  private final Refunds refunds;
  private final Work work;
  private final FeedConsumers consumers;

  /** What is done with a group. */
  public interface Work {
    /** Stores a group within the transaction of its batch and tells the outcomes of its items. */
    void save(Sql sql, ItemGroup group, Batch batch);
  }

  /** What goes with the groups of one transaction. */
  public static final class Batch {
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Outcome> elsewhere = new ArrayList<>();
    private final List<Future<Void>> awaited = new ArrayList<>();

    private Batch() {}

    /** Tells what became of an item, if it was anything. */
    public void outcome(Outcome outcome) {
      if (outcome.quantity() > 0) {
        outcomes.add(outcome);
      }
    }

    /** Tells what became of an item where others count it. */
    public void outcomeElsewhere(Outcome outcome) {
      elsewhere.add(outcome);
    }

    /** Has the transaction wait for something, and fail with it. */
    public void await(Future<Void> elsewhere) {
      awaited.add(elsewhere);
    }
  }

  /** Consumers that stand still until {@link #start}. */
  public ItemGroupConsumers(
      FeedReading reading, Database database, Refunds refunds, FeedName name, Work work) {
    this.refunds = refunds;
    this.feed = reading.feed();
    this.database = database;
    this.partitions = new Partitions(database);
    this.work = work;
    this.consumers = new FeedConsumers(reading, name, this::process);
  }

  /** Starts to read every partition. */
  public void start() {
    consumers.start();
  }

  /** Ends all, each after the batch it works on; waits. */
  public void stop() {
    consumers.stop();
  }

  private void process(FeedBatch records) {
    List<ItemGroup> groups = records.bodies().stream().map(ItemGroupCodec::decode).toList();
    partitions.createFor(groups.stream().map(ItemGroup::received));
    Batch saved =
        database.inTransaction(sql -> {
          Batch batch = new Batch();
          groups.forEach(group -> work.save(sql, group, batch));
          Future.all(batch.awaited).await();
          Outcomes.append(sql, batch.outcomes);
          feed.commit(sql, records.position());
          return batch;
        });
    saved.outcomes.forEach(this::giveBack);
    saved.elsewhere.forEach(this::giveBack);
  }

  private void giveBack(Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.FILTERED || outcome.kind() == Outcome.Kind.INVALID) {
      refunds.give(outcome.key(), outcome.category(), outcome.quantity(), outcome.timestamp());
    }
  }
}
