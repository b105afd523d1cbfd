package dev.vedette.feed;

import dev.vedette.store.Sql;
import io.vertx.core.Future;
import java.util.List;

/**
 * A set of durable partitioned queues. {@link PostgresFeed} keeps them in PostgreSQL, for one
 * process; {@link KafkaFeed} in Kafka, for clusters.
 */
public interface Feed {

  /**
   * Appends records, all or none in PostgreSQL, each by itself in Kafka; completes when all survive
   * power loss. Fails with {@link FeedFull} while too much waits to be read.
   */
  Future<Void> append(List<FeedRecord> records);

  /** Whether an append would be refused since too much waits to be read; asks nobody. */
  boolean isFull();

  /** Number of partitions of each feed. */
  int partitions();

  /**
   * Reads the next records of a partition, from where the last commit stands; an empty batch when
   * there is none. Waits.
   */
  FeedBatch read(FeedName feed, int partition, int maxRecords);

  /** Completes when the partition may have something new, at the latest after a second. */
  Future<Void> arrival(FeedName feed, int partition);

  /** Ends the wait for an arrival at once. */
  void wake(FeedName feed, int partition);

  /**
   * Commits a position inside the transaction that stores what was made of its records.
   *
   * @throws dev.vedette.bus.Fault CONFLICT when another reader has moved the partition meanwhile
   */
  void commit(Sql transaction, FeedPosition position);

  /** Tells the feed that the transaction of {@link #commit} has been committed. */
  void committed(FeedPosition position);

  /** Forgets where a reader stands, so that its next read starts from the last commit. */
  void rewind(FeedName feed, int partition);

  /**
   * Asks where the last commit stands and waits until that survives power loss; where it is not
   * where the reader believes it to be, the reader goes back to it. Saves do not wait for the disk:
   * a database that was killed may have forgotten some.
   */
  void settle(FeedName feed, int partition);

  /** Puts a record back at the end of a partition, as part of a transaction. Waits. */
  void replay(Sql transaction, FeedName feed, int partition, byte[] body);

  /** Makes room where records have been read. Waits. */
  void trim();

  /** Records that the log lost before they were read, since the start. */
  long lost();

  /** Stored bytes, read or not yet trimmed; 0 where others keep them. */
  long storedBytes();

  /** How far the readers are behind. Waits. */
  List<Lag> lag();

  /** The state of one partition: records appended, read, and waiting. */
  record Lag(FeedName feed, int partition, long head, long offset) {

    /** Records that wait to be read. */
    public long waiting() {
      return head - offset;
    }
  }
}
