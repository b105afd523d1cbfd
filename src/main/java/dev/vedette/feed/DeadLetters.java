package dev.vedette.feed;

import dev.vedette.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Records that could not be processed, kept with their error until someone replays or discards
 * them.
 */
public final class DeadLetters {

  private final Database database;

  /** Keeps letters in the given database. */
  public DeadLetters(Database database) {
    this.database = database;
  }

  /**
   * One dead letter.
   *
   * @param size bytes of the record
   */
  public record Letter(
      long id,
      FeedName feed,
      int partition,
      long position,
      String error,
      OffsetDateTime failedAt,
      int size) {}

  /** Buries the only record of a batch and moves past it, in one transaction. */
  public void bury(Feed feed, FeedBatch batch, String error) {
    database.inTransaction(sql -> {
      sql.update(
          "INSERT INTO dead_letter (feed, part, pos, error, body) VALUES ($1, $2, $3, $4, $5)",
          batch.feed().label(),
          (short) batch.partition(),
          batch.from(),
          error,
          Buffer.buffer(batch.bodies().getFirst()));
      feed.commit(sql, batch.position());
      return true;
    });
  }

  /** The oldest letters first. */
  public List<Letter> list(int limit) {
    return database
        .sql()
        .list(
            "SELECT id, feed, part, pos, error, failed_at, length(body) FROM dead_letter ORDER BY id LIMIT $1",
            DeadLetters::letter,
            limit);
  }

  /** One letter. */
  public Optional<Letter> find(long id) {
    return database
        .sql()
        .find(
            "SELECT id, feed, part, pos, error, failed_at, length(body) FROM dead_letter WHERE id = $1",
            DeadLetters::letter,
            id);
  }

  /** The record of a letter. */
  public Optional<byte[]> body(long id) {
    return database
        .sql()
        .find("SELECT body FROM dead_letter WHERE id = $1", row -> row.getBuffer(0).getBytes(), id);
  }

  /** Number of letters. */
  public long count() {
    return database.sql().one("SELECT count(*) FROM dead_letter", row -> row.getLong(0));
  }

  /**
   * Puts a letter back at the end of its feed and removes it, in one transaction. Works beside a
   * running server.
   *
   * @return whether there was such a letter
   */
  public boolean replay(Feed feed, long id) {
    return database.inTransaction(sql -> {
      Optional<Row> letter =
          sql.find(
              "DELETE FROM dead_letter WHERE id = $1 RETURNING feed, part, body", row -> row, id);
      letter.ifPresent(row ->
          feed.replay(
              sql,
              FeedName.of(row.getString(0)).orElseThrow(),
              row.getShort(1),
              row.getBuffer(2).getBytes()));
      return letter.isPresent();
    });
  }

  /** Removes a letter for good. */
  public boolean discard(long id) {
    return database.sql().update("DELETE FROM dead_letter WHERE id = $1", id) > 0;
  }

  private static Letter letter(Row row) {
    return new Letter(
        row.getLong(0),
        FeedName.of(row.getString(1)).orElseThrow(),
        row.getShort(2),
        row.getLong(3),
        row.getString(4),
        row.getOffsetDateTime(5),
        row.getInteger(6));
  }
}
