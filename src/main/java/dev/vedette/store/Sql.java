package dev.vedette.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs prepared statements, on the pool or inside a transaction, and waits for their results. To be
 * used on virtual threads only. Parameters are always bound, never pasted.
 */
public final class Sql {

  private final SqlClient client;
  private final List<Future<?>> sent = new ArrayList<>();

  Sql(SqlClient client) {
    this.client = client;
  }

  /** Runs a statement and gives its rows. */
  public RowSet<Row> rows(String sql, @Nullable Object... parameters) {
    try {
      return start(sql, parameters).await();
    } catch (Exception failure) {
      throw DatabaseFailures.meaning(failure);
    }
  }

  /** Sends a statement without waiting, so that several travel together; the caller awaits them. */
  public Future<RowSet<Row>> start(String sql, @Nullable Object... parameters) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.wrap(withoutNul(parameters)))
        .recover(failure -> Future.failedFuture(DatabaseFailures.meaning(failure)));
  }

  /**
   * Sends a statement of a transaction whose result nobody needs: the next one does not wait for
   * it. When it fails, so does the transaction.
   */
  public void send(String sql, @Nullable Object... parameters) {
    sent.add(start(sql, parameters));
  }

  /**
   * Why the first of the sent statements failed, or null: what comes after it only fails since the
   * transaction is broken.
   */
  @Nullable Throwable firstFailureOfSent() {
    for (Future<?> one : sent) {
      if (one.failed()) {
        return one.cause();
      }
    }
    return null;
  }

  /** Waits for what was sent. */
  void awaitSent() {
    for (Future<?> one : sent) {
      var unused = one.await();
    }
  }

  /** Runs a statement and maps its rows. */
  public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    List<T> found = new ArrayList<>();
    for (Row row : rows(sql, parameters)) {
      found.add(mapper.apply(row));
    }
    return found;
  }

  /** Runs a statement that gives at most one row. */
  public <T> Optional<T> find(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    for (Row row : rows(sql, parameters)) {
      return Optional.of(mapper.apply(row));
    }
    return Optional.empty();
  }

  /**
   * Runs a statement that gives at most one row and fails with {@link
   * dev.vedette.bus.Fault.Code#UNAVAILABLE} when that takes longer.
   */
  public <T> Optional<T> findWithin(
      Duration longest, String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    try {
      RowSet<Row> rows =
          start(sql, parameters).timeout(longest.toMillis(), TimeUnit.MILLISECONDS).await();
      for (Row row : rows) {
        return Optional.of(mapper.apply(row));
      }
      return Optional.empty();
    } catch (Exception failure) {
      throw DatabaseFailures.meaning(failure);
    }
  }

  /** Runs a statement that gives exactly one row. */
  public <T> T one(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    return find(sql, mapper, parameters)
        .orElseThrow(() -> new IllegalStateException("statement gave no row"));
  }

  /** Runs a statement and gives the number of rows it changed. */
  public int update(String sql, @Nullable Object... parameters) {
    return rows(sql, parameters).rowCount();
  }

  /** PostgreSQL cannot hold U+0000, and clients send what they like. */
  private static @Nullable Object[] withoutNul(@Nullable Object[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      Object clean =
          switch (parameters[i]) {
            case String text -> StoredText.stored(text);
            case String[] texts -> {
              for (int j = 0; j < texts.length; j++) {
                if (texts[j] != null) {
                  texts[j] = StoredText.stored(texts[j]);
                }
              }
              yield texts;
            }
            case null, default -> parameters[i];
          };
      parameters[i] = clean;
    }
    return parameters;
  }
}
