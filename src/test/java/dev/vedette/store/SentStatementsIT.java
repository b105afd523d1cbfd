package dev.vedette.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.testing.PreparedData;
import dev.vedette.testing.RunningNode;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statements of a transaction that nobody waits for: their failure is the transaction's. */
class SentStatementsIT {

  private static EmbeddedPostgres postgres;
  private static Vertx vertx;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start(PreparedData.folder());
    vertx = Vertx.vertx();
    database = Database.open(vertx, postgres.address(), 2);
    RunningNode.waiting(() -> database.sql().update("CREATE TABLE t (n int NOT NULL)"));
  }

  @AfterAll
  static void stop() throws Exception {
    database.close().await();
    vertx.close().await();
    postgres.stop();
  }

  /**
   * Else a record with a bad value would hold up its lane for ever, as if the database was away.
   */
  @Test
  void aBadValueIsToldAsSuchThoughALaterStatementFailsFirst() throws Exception {
    Throwable failure =
        catchThrowable(() ->
            RunningNode.waiting(() ->
                database.inTransaction(sql -> {
                  sql.send("INSERT INTO t VALUES ($1)", (Object) null);
                  return sql.update("INSERT INTO t VALUES (1)");
                })));
    assertThat(Blame.of(failure)).as("%s", failure).isEqualTo(Blame.DATA);
    assertThat(count()).isZero();
  }

  @Test
  void aBadValueAtTheEndFailsTheCommit() throws Exception {
    Throwable failure =
        catchThrowable(() ->
            RunningNode.waiting(() ->
                database.inTransaction(sql -> {
                  sql.send("INSERT INTO t VALUES (2)");
                  sql.send("INSERT INTO t VALUES ($1)", (Object) null);
                  return true;
                })));
    assertThat(Blame.of(failure)).as("%s", failure).isEqualTo(Blame.DATA);
    assertThat(count()).isZero();
  }

  private static long count() throws Exception {
    return RunningNode.waiting(
        () -> database.sql().one("SELECT count(*) FROM t", row -> row.getLong(0)));
  }
}
