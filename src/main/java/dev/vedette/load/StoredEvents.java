package dev.vedette.load;

import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.UUID;

/** Looks up which events of a run are stored. Waits. */
final class StoredEvents {

  private static final int PAGE = 50_000;
  private static final UUID FIRST = new UUID(0, 0);

  /** Where a server keeps its events. */
  enum Table {
    EVENT("event"),
    THIN("thin_event");

    private final String label;

    Table(String label) {
      this.label = label;
    }
  }

  private final Database database;
  private final Table table;
  private final long project;
  private final Instant since;

  StoredEvents(Database database, Table table, long project, Instant since) {
    this.database = database;
    this.table = table;
    this.project = project;
    this.since = since;
  }

  /** Number of events that the project has received since. */
  long count() {
    return database
        .sql()
        .one(
            "SELECT count(*) FROM %s WHERE project_id = $1 AND received >= $2"
                .formatted(table.label),
            row -> row.getLong(0),
            project,
            since.atOffset(ZoneOffset.UTC));
  }

  /** Numbers of the requests whose events are stored. */
  BitSet numbers(RunIds ids) {
    BitSet found = new BitSet();
    UUID after = FIRST;
    int page;
    do {
      page = 0;
      for (Row row :
          database
              .sql()
              .rows(
                  """
                  SELECT event_id FROM %s WHERE project_id = $1 AND received >= $2
                    AND event_id > $3 ORDER BY event_id LIMIT %d\
                  """
                      .formatted(table.label, PAGE),
                  project,
                  since.atOffset(ZoneOffset.UTC),
                  after)) {
        after = row.getUUID(0);
        page++;
        int number = ids.number(after);
        if (number >= 0) {
          found.set(number);
        }
      }
    } while (page == PAGE);
    return found;
  }
}
