package dev.vedette.store;

import dev.vedette.bus.Fault;
import io.vertx.pgclient.PgException;
import java.util.Set;

/**
 * What a failed statement means: a failure of the connection or the server becomes {@link
 * Fault.Code#UNAVAILABLE}, so that everyone above waits and tries again; what the statement itself
 * did wrong stays as it is.
 */
final class DatabaseFailures {

  /**
   * Connection (08), read only (25), lost race (40), resources (53), operator (57), system (58).
   */
  private static final Set<String> TRANSIENT = Set.of("08", "25", "40", "53", "57", "58");

  private static final int CLASS_LENGTH = 2;

  private DatabaseFailures() {}

  static RuntimeException meaning(Throwable failure) {
    return switch (failure) {
      case Fault fault -> fault;
      case PgException error when !isTransient(error) -> error;
      case PgException error -> unavailable(error);
      case io.vertx.core.VertxException lost -> unavailable(lost);
      case RuntimeException own -> own;
      default -> unavailable(failure);
    };
  }

  private static boolean isTransient(PgException error) {
    String state = error.getSqlState();
    return state == null
        || state.length() < CLASS_LENGTH
        || TRANSIENT.contains(state.substring(0, CLASS_LENGTH));
  }

  private static Fault unavailable(Throwable cause) {
    return new Fault(Fault.Code.UNAVAILABLE, "The database is not available.", cause);
  }
}
