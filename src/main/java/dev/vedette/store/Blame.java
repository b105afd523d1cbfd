package dev.vedette.store;

import dev.vedette.bus.Fault;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.util.Set;

/** What is to blame for work that failed: the one place that decides it. */
public enum Blame {
  /** The record at hand, or a defect of ours that it brings out: trying again cannot help. */
  DATA,
  /** A neighbour, the database, the network: to be tried again until it works. */
  SURROUNDINGS;

  /**
   * SQLSTATE classes that lie in the data: a row met twice, a bad value, a violated constraint, an
   * exceeded limit.
   */
  private static final Set<String> OF_DATA = Set.of("21", "22", "23", "54");

  private static final int CLASS_LENGTH = 2;

  /**
   * Who is to blame. Any failure of which nothing else is known is the data's, so that no record
   * holds up its lane. Checked exceptions, which {@code await} throws undeclared, are of
   * connections and files.
   */
  public static Blame of(Throwable failure) {
    boolean data =
        switch (failure) {
          case Fault fault ->
              fault.code() == Fault.Code.UNPROCESSABLE || fault.code() == Fault.Code.INTERNAL;
          case PgException statement -> isOfData(statement.getSqlState());
          case VertxException connection -> false;
          case RuntimeException defect -> true;
          case StackOverflowError tooDeep -> true;
          default -> false;
        };
    return data ? DATA : SURROUNDINGS;
  }

  private static boolean isOfData(String state) {
    return state != null
        && state.length() >= CLASS_LENGTH
        && OF_DATA.contains(state.substring(0, CLASS_LENGTH));
  }
}
