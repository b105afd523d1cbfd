package dev.vedette.feed;

import dev.vedette.bus.Fault;
import dev.vedette.store.Compressor;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Feeds in an append-only table, for one process.
 *
 * <p>Positions come from one head row per partition, raised inside the append's transaction:
 * numbers of a sequence would become visible out of order, and a reader would skip rows. While one
 * transaction is on its way, further appends gather and are committed together by the next (group
 * commit), so one fsync serves many. The table is a ring of segments; a segment that all readers
 * have passed is truncated.
 */
public final class PostgresFeed implements Feed {

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(15);
  private static final int FAST = 1;
  private static final int MAX_GROUP_RECORDS = 2000;
  private static final long MAX_GROUP_BYTES = 16L << 20;

  /** Bounds what a batch takes in memory, as it is stored and when it is unpacked. */
  private static final long MAX_BATCH_STORED_BYTES = 256L << 10;

  private static final long MAX_BATCH_BYTES = 768L << 10;

  /** Bounds the memory of what was appended and waits to be read. */
  private static final long RECENT_BYTES = 16L << 20;

  private final Database database;
  private final int partitions;
  private final long maxBytes;
  private final SegmentRing ring;
  private final Compressor compressor = new Compressor(FAST);

  private final ReentrantLock gate = new ReentrantLock();
  private final Deque<Append> waiting = new ArrayDeque<>();
  private boolean committing;

  private final AtomicLong storedBytes = new AtomicLong();
  private final Arrivals arrivals;
  private final Map<Lane, Long> offsets = new ConcurrentHashMap<>();
  private final Map<Lane, Long> heads = new ConcurrentHashMap<>();
  private final ReadAhead readAhead = new ReadAhead();
  private final RecentRecords recent = new RecentRecords(RECENT_BYTES);

  private record Append(
      List<FeedRecord> records, List<byte[]> stored, long bytes, Promise<Void> done) {}

  private PostgresFeed(Vertx vertx, Database database, int partitions, long maxBytes) {
    this.arrivals = new Arrivals(vertx);
    this.database = database;
    this.partitions = partitions;
    this.maxBytes = maxBytes;
    this.ring = new SegmentRing(database, maxBytes);
  }

  /**
   * Opens the feeds; waits.
   *
   * @param partitions wanted number per feed; never fewer than were used before
   * @param maxBytes stored bytes above which appends are refused
   */
  public static PostgresFeed open(Vertx vertx, Database database, int partitions, long maxBytes) {
    int used =
        database
            .sql()
            .one("SELECT coalesce(max(part) + 1, 0)::int4 FROM feed_head", r -> r.getInteger(0));
    PostgresFeed feed = new PostgresFeed(vertx, database, Math.max(partitions, used), maxBytes);
    feed.prepare();
    return feed;
  }

  private void prepare() {
    for (FeedName feed : FeedName.values()) {
      for (int part = 0; part < partitions; part++) {
        ReaderPositions.prepare(database.sql(), feed.label(), part);
        database
            .sql()
            .update(
                "INSERT INTO feed_head (feed, part) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                feed.label(),
                (short) part);
      }
    }
    for (Lag lag : lag()) {
      heads.put(new Lane(lag.feed(), lag.partition()), lag.head());
    }
    ring.open();
    storedBytes.set(ring.storedBytes());
  }

  @Override
  public boolean isFull() {
    return storedBytes.get() > maxBytes;
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public Future<Void> append(List<FeedRecord> records) {
    if (records.isEmpty()) {
      return Future.succeededFuture();
    }
    if (isFull()) {
      return Future.failedFuture(new FeedFull());
    }
    List<byte[]> stored = new ArrayList<>(records.size());
    long bytes = 0;
    for (FeedRecord record : records) {
      byte[] packed = RecordBody.pack(record.body(), compressor);
      stored.add(packed);
      bytes += packed.length;
    }
    Append append = new Append(records, stored, bytes, Promise.promise());
    boolean first;
    gate.lock();
    try {
      waiting.add(append);
      first = !committing;
      committing = true;
    } finally {
      gate.unlock();
    }
    if (first) {
      commitNext();
    }
    return append.done().future();
  }

  private void commitNext() {
    List<Append> group = takeGroup();
    if (group.isEmpty()) {
      return;
    }
    write(group)
        // of a connection that is gone nobody tells; those who wait come again, as after any doubt
        .timeout(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(written -> {
          if (written.succeeded()) {
            group.forEach(append -> storedBytes.addAndGet(append.bytes()));
            remember(group, written.result());
            group.forEach(append -> append.done().complete());
            announce(group);
          } else {
            group.forEach(append -> append.done().fail(written.cause()));
          }
          commitNext();
        });
  }

  private List<Append> takeGroup() {
    List<Append> group = new ArrayList<>();
    gate.lock();
    try {
      int records = 0;
      long bytes = 0;
      while (!waiting.isEmpty() && records < MAX_GROUP_RECORDS && bytes < MAX_GROUP_BYTES) {
        Append append = waiting.remove();
        group.add(append);
        records += append.records().size();
        bytes += append.bytes();
      }
      committing = !group.isEmpty();
    } finally {
      gate.unlock();
    }
    return group;
  }

  /** Keeps what has been written for its reader, who then need not ask the database. */
  private void remember(List<Append> group, RowSet<Row> bases) {
    Map<Lane, Long> next = new HashMap<>();
    for (Row row : bases) {
      FeedName.of(row.getString(0))
          .ifPresent(feed -> next.put(new Lane(feed, row.getShort(1)), row.getLong(2)));
    }
    for (Append append : group) {
      for (FeedRecord record : append.records()) {
        Lane lane = new Lane(record.feed(), partition(record.key()));
        long position = next.merge(lane, 1L, Long::sum) - 1;
        recent.add(lane, position, record.body());
      }
    }
    heads.putAll(next);
  }

  private Future<RowSet<Row>> write(List<Append> group) {
    List<String> feeds = new ArrayList<>();
    List<Short> parts = new ArrayList<>();
    List<Buffer> bodies = new ArrayList<>();
    List<String> blobs = new ArrayList<>();
    for (Append append : group) {
      for (int i = 0; i < append.records().size(); i++) {
        FeedRecord record = append.records().get(i);
        feeds.add(record.feed().label());
        parts.add((short) partition(record.key()));
        bodies.add(Buffer.buffer(append.stored().get(i)));
        blobs.add(String.join(" ", record.blobs()));
      }
    }
    return database
        .sql()
        .start(
            FeedStatements.APPEND,
            feeds.toArray(String[]::new),
            parts.toArray(Short[]::new),
            bodies.toArray(Buffer[]::new),
            (short) ring.current(),
            blobs.toArray(String[]::new));
  }

  private int partition(long key) {
    return (int) Long.remainderUnsigned(key, partitions);
  }

  private void announce(List<Append> group) {
    group.stream()
        .flatMap(append -> append.records().stream())
        .map(record -> new Lane(record.feed(), partition(record.key())))
        .distinct()
        .forEach(arrivals::wake);
  }

  @Override
  public void wake(FeedName feed, int partition) {
    arrivals.wake(new Lane(feed, partition));
  }

  @Override
  public Future<Void> arrival(FeedName feed, int partition) {
    return arrivals.next(new Lane(feed, partition));
  }

  @Override
  public FeedBatch read(FeedName feed, int partition, int maxRecords) {
    Lane lane = new Lane(feed, partition);
    long from = offset(lane);
    long head = heads.getOrDefault(lane, 0L);
    List<byte[]> known = recent.from(lane, from, maxRecords, MAX_BATCH_BYTES);
    return FeedBatch.contiguous(
        feed, partition, from, known.isEmpty() ? stored(lane, from, maxRecords) : known, head);
  }

  private List<byte[]> stored(Lane lane, long from, int maxRecords) {
    List<byte[]> bodies = new ArrayList<>();
    long bytes = 0;
    for (Row row :
        database
            .sql()
            .rows(
                FeedStatements.READ,
                lane.feed().label(),
                (short) lane.partition(),
                from,
                readAhead.records(lane, maxRecords),
                MAX_BATCH_STORED_BYTES)) {
      if (row.getLong(0) != from + bodies.size()) {
        throw new Fault(
            Fault.Code.CONFLICT, "%s lacks position %d".formatted(lane, from + bodies.size()));
      }
      byte[] stored = row.getBuffer(1).getBytes();
      bytes += RecordBody.size(stored);
      if (!bodies.isEmpty() && bytes > MAX_BATCH_BYTES) {
        break;
      }
      bodies.add(RecordBody.unpack(stored, compressor));
    }
    readAhead.note(lane, bodies.size());
    return bodies;
  }

  private long offset(Lane lane) {
    Long known = offsets.get(lane);
    if (known != null) {
      return known;
    }
    return settle(lane);
  }

  private long settle(Lane lane) {
    long stored = ReaderPositions.settled(database.sql(), lane.feed().label(), lane.partition());
    offsets.put(lane, stored);
    return stored;
  }

  @Override
  public void settle(FeedName feed, int partition) {
    var unused = settle(new Lane(feed, partition));
  }

  @Override
  public void rewind(FeedName feed, int partition) {
    offsets.remove(new Lane(feed, partition));
  }

  @Override
  public void commit(Sql transaction, FeedPosition position) {
    ReaderPositions.move(transaction, position.feed().label(), position);
  }

  @Override
  public void replay(Sql transaction, FeedName feed, int partition, byte[] body) {
    transaction.update(
        """
        WITH head AS (
          UPDATE feed_head SET next = next + 1 WHERE feed = $1 AND part = $2
          RETURNING next - 1 AS pos)
        INSERT INTO feed_record (segment, feed, part, pos, body)
        SELECT r.segment, $1, $2, head.pos, $3 FROM head, feed_ring r\
        """,
        feed.label(),
        (short) partition,
        Buffer.buffer(RecordBody.plain(body)));
  }

  @Override
  public void committed(FeedPosition position) {
    Lane lane = new Lane(position.feed(), position.partition());
    offsets.put(lane, position.next());
    recent.forgetBefore(lane, position.next());
  }

  /**
   * Moves appends to the next segment when the current one is large, and empties segments that were
   * read.
   */
  @Override
  public void trim() {
    ring.trim();
    storedBytes.set(ring.storedBytes());
  }

  @Override
  public long lost() {
    return 0;
  }

  @Override
  public long storedBytes() {
    return storedBytes.get();
  }

  @Override
  public List<Lag> lag() {
    return lag(database.sql());
  }

  /** The state of all partitions as the database has it; also usable beside a running server. */
  public static List<Lag> lag(Sql sql) {
    List<Lag> lags = new ArrayList<>();
    for (Row row :
        sql.rows(
            """
            SELECT h.feed, h.part, h.next, o.next FROM feed_head h
            JOIN feed_offset o ON o.feed = h.feed AND o.part = h.part ORDER BY h.feed, h.part\
            """)) {
      FeedName.of(row.getString(0))
          .ifPresent(
              feed -> lags.add(new Lag(feed, row.getShort(1), row.getLong(2), row.getLong(3))));
    }
    return lags;
  }
}
