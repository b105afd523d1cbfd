package dev.vedette.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.util.function.Function;

/** The pool of connections to PostgreSQL. Methods wait and are to be called on virtual threads. */
public final class Database {

  private final Pool pool;
  private final Sql sql;

  /** Longer than any statement of ours takes. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  private Database(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  /** Opens a pool; connections are made when first needed. */
  public static Database open(Vertx vertx, DatabaseAddress address, int poolSize) {
    PgConnectOptions connect =
        address
            .connectOptions()
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(512)
            .setPipeliningLimit(64)
            .addProperty("application_name", "vedette")
            // a node that stands still in a transaction must not hold its rows for ever
            .addProperty("idle_in_transaction_session_timeout", "15000")
            .addProperty("timezone", "UTC");
    PoolOptions options = new PoolOptions().setMaxSize(poolSize).setName("vedette-pg");
    // a connection whose other end is gone without a word fails what waits on it
    NetClientOptions transport =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setIdleTimeout((int) LONGEST_SILENCE.toSeconds());
    return new Database(
        PgBuilder.pool().with(options).with(transport).connectingTo(connect).using(vertx).build());
  }

  /** Statements that commit by themselves. */
  public Sql sql() {
    return sql;
  }

  /**
   * Runs work in one transaction: committed when it returns, rolled back when it throws.
   *
   * @throws RuntimeException what the work or the commit threw
   */
  public <T> T inTransaction(Function<Sql, T> work) {
    try {
      return transaction(work);
    } catch (Exception failure) {
      throw DatabaseFailures.meaning(failure);
    }
  }

  /**
   * Runs work in one transaction that is whole after a crash, but may be lost by one for a moment
   * after this returns: for what moves its reader's position, and so is done again. It spares the
   * disk a flush, which the next transaction of another kind makes up for.
   *
   * @throws RuntimeException what the work or the commit threw
   */
  public <T> T inRedoableTransaction(Function<Sql, T> work) {
    return inTransaction(sql -> {
      sql.send("SELECT set_config('synchronous_commit', 'off', true)");
      return work.apply(sql);
    });
  }

  private <T> T transaction(Function<Sql, T> work) throws Exception {
    SqlConnection connection = pool.getConnection().await();
    try {
      Transaction transaction = connection.begin().await();
      Sql sql = new Sql(connection);
      try {
        T result = work.apply(sql);
        sql.awaitSent();
        transaction.commit().await();
        return result;
      } catch (Exception | Error failure) {
        transaction.rollback().recover(alreadyAborted -> Future.succeededFuture()).await();
        if (sql.firstFailureOfSent() instanceof RuntimeException first) {
          throw first;
        }
        throw failure;
      }
    } finally {
      var unused = connection.close();
    }
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return pool.close();
  }

  /** Whether a failure is a violated unique constraint. */
  public static boolean isDuplicate(Throwable failure) {
    return failure instanceof PgException error && "23505".equals(error.getSqlState());
  }
}
