package dev.vedette.store;

import io.vertx.pgclient.PgException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the schema up to date, forward only. Flyway (JDBC) is only started when something is
 * pending.
 */
public final class Migrations {

  /** The newest schema this program knows. */
  static final String CURRENT = "20";

  private static final String UNDEFINED_TABLE = "42P01";

  private Migrations() {}

  /** The schema was written by a newer program. */
  public static final class SchemaTooNew extends Exception {
    private static final long serialVersionUID = 1L;

    SchemaTooNew(String version) {
      super("this data was used by a newer version (schema " + version + ")");
    }
  }

  /** Whether the schema is exactly the one this program needs; asks one query. */
  public static boolean isCurrent(Database database) throws SchemaTooNew {
    List<String> versions;
    try {
      versions =
          database
              .sql()
              .list(
                  "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL",
                  row -> row.getString(0));
    } catch (PgException error) {
      if (UNDEFINED_TABLE.equals(error.getSqlState())) {
        return false;
      }
      throw error;
    }
    int newest = versions.stream().mapToInt(Integer::parseInt).max().orElse(0);
    if (newest > Integer.parseInt(CURRENT)) {
      throw new SchemaTooNew(Integer.toString(newest));
    }
    return newest == Integer.parseInt(CURRENT);
  }

  /** Applies what is pending; blocks. Gives the number of migrations applied. */
  public static int migrate(DatabaseAddress address) {
    MigrateResult result = flyway(address).migrate();
    return result.migrationsExecuted;
  }

  /** The pending migrations, as {@code version description}; blocks. */
  public static List<String> pending(DatabaseAddress address) {
    return java.util.Arrays.stream(flyway(address).info().pending())
        .map(Migrations::describe)
        .toList();
  }

  private static String describe(MigrationInfo migration) {
    return migration.getVersion() + " " + migration.getDescription();
  }

  private static Flyway flyway(DatabaseAddress address) {
    return Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .locations("classpath:db/migration")
        .load();
  }
}
