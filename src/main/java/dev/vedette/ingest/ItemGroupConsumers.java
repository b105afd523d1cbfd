package dev.vedette.ingest;

import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumers;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import dev.vedette.store.Partitions;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a feed of item groups: what is made of a batch, its outcomes and the position of the reader
 * are one transaction. What is not kept is given back to the quotas and listed.
 */
public final class ItemGroupConsumers {

  private final Feed feed;
  private final Database database;
  private final Partitions partitions;
  private final ProjectViews projects;
  private final Unkept unkept;
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
    private final List<Told> told = new ArrayList<>();
    private final List<Future<Void>> awaited = new ArrayList<>();

    private Batch() {}

    /** Tells what became of an item of a group, if it was anything. */
    public void outcome(ItemGroup group, Outcome outcome) {
      if (outcome.quantity() > 0) {
        outcomes.add(outcome);
        told.add(new Told(group, outcome));
      }
    }

    /** Tells what became of an item of a group where others count it. */
    public void outcomeElsewhere(ItemGroup group, Outcome outcome) {
      told.add(new Told(group, outcome));
    }

    /** Has the transaction wait for something, and fail with it. */
    public void await(Future<Void> elsewhere) {
      awaited.add(elsewhere);
    }
  }

  private record Told(ItemGroup group, Outcome outcome) {}

  /** Consumers that stand still until {@link #start}. */
  public ItemGroupConsumers(
      FeedReading reading,
      Database database,
      ProjectViews projects,
      Unkept unkept,
      FeedName name,
      Work work) {
    this.projects = projects;
    this.unkept = unkept;
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
    // to be known before a connection is held: all lanes may want another one at the same time
    groups.stream().map(ItemGroup::project).distinct().forEach(projects::byId);
    partitions.createFor(groups.stream().map(ItemGroup::received));
    Batch saved =
        database.inRedoableTransaction(sql -> {
          Batch batch = new Batch();
          groups.forEach(group -> work.save(sql, group, batch));
          Future.all(batch.awaited).await();
          Outcomes.append(sql, batch.outcomes);
          feed.commit(sql, records.position());
          return batch;
        });
    saved.told.forEach(one -> {
      ItemGroup group = one.group();
      unkept.tell(one.outcome(), group.eventId(), group.sender().client(), group.size());
    });
  }
}
