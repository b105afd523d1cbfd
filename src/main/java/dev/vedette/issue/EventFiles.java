package dev.vedette.issue;

import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The files that came with events. */
final class EventFiles {

  private static final String COLUMNS =
      "SELECT id, type, name, content_type, size, sha1, received, event_id FROM attachment";

  private EventFiles() {}

  /** The files of an event, by name. */
  static List<FindEvent.File> of(Sql sql, long project, UUID event) {
    return sql.list(
        COLUMNS + " WHERE project_id = $1 AND event_id = $2 ORDER BY name, id",
        EventFiles::file,
        project,
        event);
  }

  /** Events of a list, each with its crash dump, if it has one. */
  static List<ListEvents.Summary> withCrashes(
      Sql sql, long project, List<ListEvents.Summary> events) {
    Map<String, FindEvent.File> dumps = new HashMap<>();
    sql.list(
            COLUMNS
                + " WHERE project_id = $1 AND event_id = ANY($2::uuid[])"
                + " AND type = 'event.minidump' ORDER BY id DESC",
            row -> Map.entry(EventQueries.hex(row.getUUID(7)), file(row)),
            project,
            events.stream().map(event -> EventRows.uuid(event.id())).toArray(UUID[]::new))
        .forEach(dump -> dumps.put(dump.getKey(), dump.getValue()));
    return events.stream().map(event -> event.withCrash(dumps.get(event.id()))).toList();
  }

  private static FindEvent.File file(Row row) {
    return new FindEvent.File(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        HexFormat.of().formatHex(row.getBuffer(5).getBytes()),
        row.getOffsetDateTime(6).toInstant());
  }
}
