package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many crash reports of an issue are kept, where a project limits them (spec 02 §19.2). */
final class CrashReports {

  private static final Set<String> TYPES = Set.of("event.minidump", "event.applecrashreport");

  private CrashReports() {}

  /**
   * A batch of events without what is above a limit.
   *
   * @param dropped the files that are not kept
   */
  record Limited(SaveEvents batch, List<AttachmentToSave> dropped) {}

  static Limited limit(Sql sql, SaveEvents batch, HashResolver.Resolved hashes) {
    Map<Long, Long> stored = stored(sql, batch, hashes);
    if (stored.isEmpty()) {
      return new Limited(batch, List.of());
    }
    List<AttachmentToSave> dropped = new ArrayList<>();
    List<EventToSave> events =
        batch.events().stream()
            .map(event ->
                isLimited(event, hashes)
                    ? limited(event, issue(event, hashes), stored, dropped)
                    : event)
            .toList();
    return new Limited(batch.withEvents(events), dropped);
  }

  private static EventToSave limited(
      EventToSave event, long issue, Map<Long, Long> stored, List<AttachmentToSave> dropped) {
    List<AttachmentToSave> kept = new ArrayList<>();
    for (AttachmentToSave file : event.attachments()) {
      if (!TYPES.contains(file.type())) {
        kept.add(file);
      } else if (stored.getOrDefault(issue, 0L) < event.mostCrashReports()) {
        stored.merge(issue, 1L, Long::sum);
        kept.add(file);
      } else {
        dropped.add(file);
      }
    }
    boolean stripped = kept.size() < event.attachments().size() && event.mostCrashReports() > 0;
    EventToSave without = event.withAttachments(kept);
    return stripped ? without.withContent(marked(event.event())) : without;
  }

  private static Json.Obj marked(Json.Obj event) {
    return event.with("metadata", event.object("metadata").with("stripped_crash", Json.TRUE));
  }

  private static boolean isLimited(EventToSave event, HashResolver.Resolved hashes) {
    return event.mostCrashReports() >= 0
        && event.isGrouped()
        && !hashes.isDiscarded(event)
        && event.attachments().stream().anyMatch(file -> TYPES.contains(file.type()));
  }

  private static long issue(EventToSave event, HashResolver.Resolved hashes) {
    HashResolver.Target target = hashes.targets().get(HashResolver.Key.primary(event));
    return target == null ? 0 : target.issueId();
  }

  /** How many are stored of each issue that a limit applies to. */
  private static Map<Long, Long> stored(Sql sql, SaveEvents batch, HashResolver.Resolved hashes) {
    Set<Long> issues = new LinkedHashSet<>();
    // counting ends where the limit does
    int most = 0;
    for (EventToSave event : batch.events()) {
      if (isLimited(event, hashes)) {
        issues.add(issue(event, hashes));
        most = Math.max(most, event.mostCrashReports());
      }
    }
    Map<Long, Long> stored = new HashMap<>();
    if (issues.isEmpty()) {
      return stored;
    }
    issues.forEach(issue -> stored.put(issue, 0L));
    for (Row row :
        sql.rows(
            """
            SELECT i.id, (SELECT count(*) FROM (
              SELECT FROM issue_hash h
              JOIN event e ON e.project_id = h.project_id AND e.hash_id = h.id
              JOIN attachment a ON a.project_id = e.project_id AND a.event_id = e.event_id
              WHERE h.issue_id = i.id AND a.type = ANY($2) LIMIT $3) stored)
            FROM unnest($1::int8[]) AS i(id)\
            """,
            issues.toArray(Long[]::new),
            TYPES.toArray(String[]::new),
            most)) {
      stored.put(row.getLong(0), row.getLong(1));
    }
    return stored;
  }
}
