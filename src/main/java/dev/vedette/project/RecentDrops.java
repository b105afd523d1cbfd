package dev.vedette.project;

import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The last things of each project that were not kept, for those who look for them (spec 01 §28, 1).
 * They are written about once a second; of a flood only some are noted.
 */
public final class RecentDrops {

  private static final Logger LOG = LogManager.getLogger(RecentDrops.class);

  /** How many of a project are kept. */
  public static final int KEPT = 100;

  /** Reason for things that this server does not take at all. */
  private static final String UNSUPPORTED = "feature_disabled";

  private static final int NOTED_AT_ONCE = 20;
  private static final int PROJECTS_AT_ONCE = 1000;
  private static final int LONGEST = 200;

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<Long, List<Drop>> waiting = new LinkedHashMap<>();

  /** Drops that are written to the given database. */
  public RecentDrops(Database database) {
    this.database = database;
  }

  /**
   * Something that was not kept.
   *
   * @param event id of the event, or null
   * @param sdk name and version of the client; empty when unknown
   * @param size bytes that came in
   * @param excerpt start of what was wrong, without private data; empty when nothing was
   */
  public record Drop(
      ProjectId project,
      Instant at,
      Outcome.Kind kind,
      String reason,
      Category category,
      @Nullable String event,
      String sdk,
      long size,
      String excerpt) {

    /** Cuts what clients write. */
    public Drop {
      sdk = cut(sdk);
      excerpt = cut(excerpt);
    }

    /** The drop that an outcome tells of. */
    public static Drop of(
        Outcome outcome,
        @Nullable String event,
        @Nullable String client,
        long size,
        String excerpt) {
      return new Drop(
          outcome.project(),
          outcome.timestamp(),
          outcome.kind(),
          outcome.reason(),
          outcome.category(),
          event,
          client == null ? "" : client,
          size,
          excerpt);
    }

    private static String cut(String text) {
      String plain = text.replaceAll("\\p{Cntrl}", " ");
      return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 1) + "…";
    }
  }

  /**
   * Whether an outcome belongs into the list: what clients left out never came, what sampling
   * leaves out and what is not supported is always missing and would push out all else, and of what
   * is measured twice the first measure is enough.
   */
  public static boolean lists(Outcome outcome) {
    boolean refused =
        switch (outcome.kind()) {
          case ACCEPTED, CLIENT_DISCARD -> false;
          case FILTERED, RATE_LIMITED, INVALID, ABUSE, CARDINALITY_LIMITED -> true;
        };
    return refused
        && !Outcome.isSampled(outcome.reason())
        && !outcome.reason().equals(UNSUPPORTED)
        && outcome.category() != Category.ATTACHMENT_ITEM
        && outcome.category() != Category.LOG_BYTE;
  }

  /** Notes a drop; it is written by the next {@link #flush}. */
  public void note(Drop drop) {
    lock.lock();
    try {
      List<Drop> ofProject =
          waiting.size() < PROJECTS_AT_ONCE
              ? waiting.computeIfAbsent(drop.project().value(), id -> new ArrayList<>())
              : waiting.getOrDefault(drop.project().value(), new ArrayList<>());
      if (ofProject.size() < NOTED_AT_ONCE) {
        ofProject.add(drop);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was noted and forgets what is too old; waits. What cannot be written is lost. */
  public void flush() {
    List<Drop> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    try {
      insert(taken);
      database
          .sql()
          .update(
              """
              DELETE FROM recent_drop d WHERE project_id = ANY($1::int8[]) AND id <= (
                SELECT id FROM recent_drop WHERE project_id = d.project_id
                ORDER BY id DESC OFFSET $2 LIMIT 1)\
              """,
              taken.stream().map(drop -> drop.project().value()).distinct().toArray(Long[]::new),
              KEPT);
    } catch (RuntimeException unavailable) {
      LOG.debug("recent drops are not told", unavailable);
    }
  }

  private void insert(List<Drop> drops) {
    database
        .sql()
        .update(
            """
            INSERT INTO recent_drop
              (project_id, at, outcome, reason, category, event_id, sdk, size, excerpt)
            SELECT w.* FROM unnest($1::int8[], $2::timestamptz[], $3::int2[], $4::text[],
              $5::int2[], $6::text[], $7::text[], $8::int8[], $9::text[])
              AS w(project_id, at, outcome, reason, category, event_id, sdk, size, excerpt)
            JOIN project p ON p.id = w.project_id\
            """,
            drops.stream().map(drop -> drop.project().value()).toArray(Long[]::new),
            drops.stream()
                .map(drop -> drop.at().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new),
            drops.stream().map(drop -> (short) drop.kind().number()).toArray(Short[]::new),
            drops.stream().map(Drop::reason).toArray(String[]::new),
            drops.stream().map(drop -> (short) drop.category().number()).toArray(Short[]::new),
            drops.stream().map(Drop::event).toArray(String[]::new),
            drops.stream().map(Drop::sdk).toArray(String[]::new),
            drops.stream().map(Drop::size).toArray(Long[]::new),
            drops.stream().map(Drop::excerpt).toArray(String[]::new));
  }

  private List<Drop> take() {
    lock.lock();
    try {
      List<Drop> taken = waiting.values().stream().flatMap(List::stream).toList();
      waiting = new LinkedHashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** The last drops of a project, the latest first; waits. */
  public static List<Drop> of(Database database, ProjectId project) {
    return database
        .sql()
        .list(
            """
            SELECT project_id, at, outcome, reason, category, event_id, sdk, size, excerpt
            FROM recent_drop WHERE project_id = $1 ORDER BY id DESC LIMIT $2\
            """,
            RecentDrops::drop,
            project.value(),
            KEPT);
  }

  private static Drop drop(Row row) {
    return new Drop(
        new ProjectId(row.getLong(0)),
        row.getOffsetDateTime(1).toInstant(),
        Outcome.Kind.values()[row.getShort(2)],
        row.getString(3),
        Category.of(row.getShort(4)).orElse(Category.DEFAULT),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getString(8));
  }
}
