package dev.vedette.release;

import dev.vedette.project.ProjectId;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.jspecify.annotations.Nullable;

/**
 * Counts sessions into hourly rows. The state of each session is kept for some days, so that its
 * updates count once, whatever their order.
 */
final class SessionRows {

  private static final int LOG_K = 12;

  private SessionRows() {}

  /** The row to which something is added. */
  record Place(ProjectId project, String release, String environment, Instant started) {

    OffsetDateTime hour() {
      return started.truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC);
    }
  }

  /** What is added to an hour; crashed and abnormal sessions are not among the errored. */
  record Delta(long total, long errored, long crashed, long abnormal, long unhandled) {
    static final Delta NOTHING = new Delta(0, 0, 0, 0, 0);

    boolean isNothing() {
      return equals(NOTHING);
    }
  }

  /** Users to be counted, each once whatever they had. */
  record Users(List<String> names, Set<UserFate> had) {
    static final Users NONE = new Users(List.of(), Set.of());

    /** Those of them who had something. */
    List<String> who(UserFate fate) {
      return had.contains(fate) ? names : List.of();
    }
  }

  static void save(Sql sql, ProjectId project, SessionUpdate update) {
    Delta delta =
        update.sid() == null
            ? new Delta(
                update.total(),
                update.erroredCount(),
                update.crashed(),
                update.abnormal(),
                update.unhandled())
            : transition(sql, project, update);
    String user = update.user();
    if (!delta.isNothing() || user != null) {
      Place place = new Place(project, update.release(), update.environment(), update.started());
      add(
          sql,
          place,
          delta,
          user == null ? Users.NONE : new Users(List.of(user), had(update, delta)));
    }
  }

  /** What the user of a session had, as far as it was not known before. */
  private static Set<UserFate> had(SessionUpdate update, Delta delta) {
    String status = delta.crashed() > 0 ? "crashed" : delta.abnormal() > 0 ? "abnormal" : "";
    return UserFate.of(status, delta.errored() > 0, update.mechanism());
  }

  /**
   * Notes a session of which no more is known than that it had an error.
   *
   * @return whether it is the first to be heard of it
   */
  static boolean isNewlyErrored(Sql sql, Place place, UUID sid) {
    return sql.update(
            """
            INSERT INTO session_state AS known (project_id, sid, started, seq, status, counted,
              errored, terminal)
            VALUES ($1, $2, $3, 0, 'errored', false, true, false)
            ON CONFLICT (project_id, sid) DO UPDATE SET errored = true WHERE NOT known.errored\
            """,
            place.project().value(),
            sid,
            place.started().atOffset(ZoneOffset.UTC))
        > 0;
  }

  private static Delta transition(Sql sql, ProjectId project, SessionUpdate update) {
    Optional<Row> known =
        sql.find(
            """
            SELECT seq, counted, errored, terminal FROM session_state
            WHERE project_id = $1 AND sid = $2 FOR UPDATE\
            """,
            row -> row,
            project.value(),
            update.sid());
    known = update.isNameless() ? Optional.empty() : known;
    boolean counted = known.map(row -> row.getBoolean(1)).orElse(false);
    boolean errored = known.map(row -> row.getBoolean(2)).orElse(false);
    boolean terminal = known.map(row -> row.getBoolean(3)).orElse(false);
    boolean repeated =
        known.isPresent()
            && known.get().getNumeric(0).bigIntegerValue().compareTo(update.seq()) >= 0
            && !(update.init() && !counted);
    if (repeated || terminal && !update.init()) {
      return Delta.NOTHING;
    }
    boolean bad = !terminal;
    boolean crashed = bad && update.status().equals("crashed");
    boolean abnormal = bad && update.status().equals("abnormal");
    boolean unhandled = bad && update.status().equals("unhandled");
    // those who crashed or stood still count as such only; unhandled errors are errors, too
    boolean ended = crashed || abnormal;
    boolean newlyErrored = update.errored() && !errored && !ended;
    store(sql, project, update, counted, errored, terminal);
    return new Delta(
        update.init() && !counted ? 1 : 0,
        newlyErrored ? 1 : ended && errored ? -1 : 0,
        crashed ? 1 : 0,
        abnormal ? 1 : 0,
        unhandled ? 1 : 0);
  }

  private static void store(
      Sql sql,
      ProjectId project,
      SessionUpdate update,
      boolean counted,
      boolean errored,
      boolean terminal) {
    sql.update(
        """
        INSERT INTO session_state (project_id, sid, started, seq, status, counted, errored, terminal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (project_id, sid) DO UPDATE SET seq = greatest(session_state.seq, EXCLUDED.seq),
          status = EXCLUDED.status, counted = EXCLUDED.counted, errored = EXCLUDED.errored,
          terminal = EXCLUDED.terminal\
        """,
        project.value(),
        update.sid(),
        update.started().atOffset(ZoneOffset.UTC),
        new BigDecimal(update.seq()),
        update.status(),
        counted || update.init(),
        errored || update.errored(),
        terminal || update.isTerminal());
  }

  /** Adds to an hour. */
  static void add(Sql sql, Place place, Delta delta, Users users) {
    sql.update(
        """
        INSERT INTO session_hour (project_id, release, environment, hour, total, errored, crashed,
          abnormal, unhandled)
        VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING\
        """,
        place.project().value(),
        place.release(),
        place.environment(),
        place.hour());
    Row stored =
        sql.one(
            """
            SELECT users, users_errored, users_crashed, users_abnormal, users_anr,
              users_anr_foreground FROM session_hour
            WHERE project_id = $1 AND release = $2 AND environment = $3 AND hour = $4 FOR UPDATE\
            """,
            row -> row,
            place.project().value(),
            place.release(),
            place.environment(),
            place.hour());
    sql.update(
        """
        UPDATE session_hour SET total = total + $5, errored = errored + $6, crashed = crashed + $7,
          abnormal = abnormal + $8, unhandled = unhandled + $9, users = $10, users_errored = $11,
          users_crashed = $12, users_abnormal = $13, users_anr = $14, users_anr_foreground = $15
        WHERE project_id = $1 AND release = $2 AND environment = $3 AND hour = $4\
        """,
        place.project().value(),
        place.release(),
        place.environment(),
        place.hour(),
        delta.total(),
        delta.errored(),
        delta.crashed(),
        delta.abnormal(),
        delta.unhandled(),
        with(stored.getBuffer(0), users.names()),
        with(stored.getBuffer(1), users.who(UserFate.ERRORED)),
        with(stored.getBuffer(2), users.who(UserFate.CRASHED)),
        with(stored.getBuffer(3), users.who(UserFate.ABNORMAL)),
        with(stored.getBuffer(4), users.who(UserFate.ANR)),
        with(stored.getBuffer(5), users.who(UserFate.ANR_FOREGROUND)));
  }

  private static @Nullable Buffer with(@Nullable Buffer sketch, List<String> users) {
    if (users.isEmpty()) {
      return sketch;
    }
    HllUnion union = new HllUnion(LOG_K);
    if (sketch != null) {
      union.update(HllSketch.heapify(java.lang.foreign.MemorySegment.ofArray(sketch.getBytes())));
    }
    users.forEach(union::update);
    return Buffer.buffer(union.getResult().toCompactByteArray());
  }
}
