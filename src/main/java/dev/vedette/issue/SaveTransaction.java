package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.feed.Feed;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The save of a batch, one transaction (architecture: the way of an event, 3). Only events that are
 * stored for the first time touch a counter. All arrays are sorted by key, so that lanes never wait
 * for each other in a circle.
 */
final class SaveTransaction {

  private final Sql sql;
  private final SaveEvents batch;
  private final List<AttachmentToSave> dropped;
  private final HashResolver.Resolved hashes;
  private final Map<String, Long> environments;
  private final List<Outcome> outcomes;
  private final List<Saved.Refused> refused = new ArrayList<>();
  private final List<EventToSave> candidates;
  private final EventRows.Payloads payloads;
  private final boolean countsTwice;

  /**
   * A transaction that has not begun.
   *
   * @param candidates the events of the batch that are to be stored, each id once
   * @param countsTwice whether transactions count as stored ones, too
   */
  SaveTransaction(
      Sql sql,
      CrashReports.Limited limited,
      List<EventToSave> candidates,
      EventRows.Payloads payloads,
      HashResolver.Resolved hashes,
      Map<String, Long> environments,
      boolean countsTwice) {
    this.candidates = candidates;
    this.payloads = payloads;
    this.sql = sql;
    this.batch = limited.batch();
    this.dropped = limited.dropped();
    this.hashes = hashes;
    this.environments = environments;
    this.countsTwice = countsTwice;
    this.outcomes = new ArrayList<>(batch.outcomes());
  }

  private record Id(ProjectId project, UUID event) {}

  /** Saves everything; gives the events that are new. */
  List<EventToSave> run(Feed feed) {
    countDiscarded();
    List<EventToSave> fresh = insertEvents();
    countDropped(fresh);
    HourDeltas.append(sql, fresh, this::hashId, environments);
    AttachmentRows.insert(sql, attachmentsOf(fresh));
    AttachmentRows.insertProfiles(sql, fresh);
    insertStandalone();
    List<ItemGroup> feedback = insertReports();
    Outcomes.append(sql, outcomes);
    // last, because other saves wait for what this locks
    countIssues(fresh);
    wakeIssues(fresh);
    ReportedFeedback.append(sql, feed, batch.position().partition(), feedback);
    feed.commit(sql, batch.position());
    return fresh;
  }

  /** What was not kept. */
  List<Saved.Refused> refused() {
    return refused;
  }

  private long hashId(EventToSave event) {
    return target(event).hashId();
  }

  private HashResolver.Target target(EventToSave event) {
    HashResolver.Target target = hashes.targets().get(HashResolver.Key.primary(event));
    if (target == null) {
      throw new IllegalStateException("unresolved hashes " + event.hashes());
    }
    return target;
  }

  /** The first of the events with each id. */
  static List<EventToSave> unique(List<EventToSave> events) {
    Map<Id, EventToSave> unique = new LinkedHashMap<>();
    events.forEach(event -> unique.putIfAbsent(new Id(event.project(), event.id()), event));
    return new ArrayList<>(unique.values());
  }

  private List<EventToSave> insertEvents() {
    Map<Id, EventToSave> unique = new LinkedHashMap<>();
    candidates.forEach(event -> unique.put(new Id(event.project(), event.id()), event));
    List<EventToSave> repeated = new ArrayList<>();
    for (EventToSave event : batch.events()) {
      if (!hashes.isDiscarded(event) && unique.get(new Id(event.project(), event.id())) != event) {
        repeated.add(event);
      }
    }
    Set<Id> inserted = new HashSet<>();
    for (Row row :
        EventRows.insert(
            sql, candidates, payloads, event -> event.isGrouped() ? hashId(event) : null)) {
      inserted.add(new Id(new ProjectId(row.getLong(0)), row.getUUID(1)));
    }
    List<EventToSave> fresh = new ArrayList<>();
    for (EventToSave event : candidates) {
      if (inserted.contains(new Id(event.project(), event.id()))) {
        fresh.add(event);
        count(event, Outcome.Kind.ACCEPTED, "");
      } else {
        repeated.add(event);
      }
    }
    noteDuplicates(repeated, unique);
    return fresh;
  }

  /** Events of discarded issues are not stored, and give back what they cost (spec 04 §2.8). */
  private void countDiscarded() {
    batch.events().stream()
        .filter(hashes::isDiscarded)
        .forEach(event -> countRefused(event, Outcome.Kind.FILTERED, "discarded-hash"));
  }

  private void countRefused(EventToSave event, Outcome.Kind kind, String reason) {
    int before = outcomes.size();
    count(event, kind, reason);
    for (Outcome outcome : outcomes.subList(before, outcomes.size())) {
      refused.add(new Saved.Refused(outcome, event.id()));
    }
  }

  /** Crash reports above the limit of their issue, unless their event was counted before. */
  private void countDropped(List<EventToSave> fresh) {
    Set<Id> known = new HashSet<>();
    fresh.forEach(event -> known.add(new Id(event.project(), event.id())));
    for (AttachmentToSave file : dropped) {
      if (known.contains(new Id(file.project(), file.event()))) {
        drop(file, Category.ATTACHMENT, Math.max(1, file.size()));
        drop(file, Category.ATTACHMENT_ITEM, 1);
      }
    }
  }

  private void drop(AttachmentToSave file, Category category, long quantity) {
    Outcome outcome =
        outcome(file, Outcome.Kind.FILTERED, "crash-report-limit", category, quantity);
    outcomes.add(outcome);
    refused.add(new Saved.Refused(outcome, file.event()));
  }

  /** The outcome of an event, which its attachments and its profile share. */
  private void count(EventToSave event, Outcome.Kind kind, String reason) {
    add(event, kind, reason, event.category(), 1);
    if (countsTwice && event.category() == Category.TRANSACTION) {
      add(event, kind, reason, Category.TRANSACTION_INDEXED, 1);
    }
    for (AttachmentToSave attachment : event.attachments()) {
      add(event, kind, reason, Category.ATTACHMENT, Math.max(1, attachment.size()));
      add(event, kind, reason, Category.ATTACHMENT_ITEM, 1);
    }
    event.profiles().forEach(profile -> add(event, kind, reason, Category.PROFILE, 1));
  }

  private void add(
      EventToSave event, Outcome.Kind kind, String reason, Category category, long quantity) {
    outcomes.add(
        new Outcome(
            event.organization(),
            event.project(),
            event.keyId(),
            event.received(),
            kind,
            reason,
            category,
            quantity));
  }

  /**
   * Stored with another time of receipt: a duplicate. With the same: a redelivery, which counts
   * nothing.
   */
  private void noteDuplicates(List<EventToSave> repeated, Map<Id, EventToSave> unique) {
    if (repeated.isEmpty()) {
      return;
    }
    Map<Id, Instant> stored = new HashMap<>();
    unique.forEach((id, event) -> stored.put(id, event.received()));
    for (Row row :
        sql.rows(
            """
            SELECT e.project_id, e.event_id, e.received
            FROM unnest($1::int8[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
              AS w(project_id, event_id, received, timestamp)
            JOIN event e ON e.project_id = w.project_id AND e.event_id = w.event_id
              AND e.received BETWEEN least(w.received, w.timestamp) - interval '2 days'
                AND w.received + interval '2 days'\
            """,
            repeated.stream().map(event -> event.project().value()).toArray(Long[]::new),
            repeated.stream().map(EventToSave::id).toArray(UUID[]::new),
            repeated.stream()
                .map(event -> event.received().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new),
            repeated.stream()
                .map(event -> event.timestamp().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new))) {
      stored.put(
          new Id(new ProjectId(row.getLong(0)), row.getUUID(1)),
          row.getOffsetDateTime(2).toInstant());
    }
    for (EventToSave event : repeated) {
      if (!event.received().equals(stored.get(new Id(event.project(), event.id())))) {
        countRefused(event, Outcome.Kind.INVALID, "duplicate");
      }
    }
  }

  private record Count(
      ProjectId project, long events, Instant first, Instant last, EventToSave latest) {

    Count plus(Count other) {
      return new Count(
          project,
          events + other.events,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last,
          latest.timestamp().isAfter(other.latest.timestamp()) ? latest : other.latest);
    }
  }

  private void countIssues(List<EventToSave> fresh) {
    Map<Long, Count> counts = new TreeMap<>();
    for (EventToSave event : fresh) {
      if (event.isGrouped()) {
        Count one = new Count(event.project(), 1, event.timestamp(), event.timestamp(), event);
        counts.merge(target(event).issueId(), one, Count::plus);
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    Long[] ids = counts.keySet().toArray(Long[]::new);
    // Locks in the order of the ids, which UPDATE … FROM does not promise.
    int counted =
        sql.update(
            """
            WITH locked AS MATERIALIZED (
              SELECT issue_id FROM issue_stat WHERE issue_id = ANY($1::int8[])
              ORDER BY issue_id FOR UPDATE)
            UPDATE issue_stat s SET times_seen = s.times_seen + w.events,
              first_seen = least(s.first_seen, w.first_seen),
              last_seen = greatest(s.last_seen, w.last_seen)
            FROM unnest($1::int8[], $2::int8[], $3::timestamptz[], $4::timestamptz[])
              AS w(issue_id, events, first_seen, last_seen)
            WHERE s.issue_id = w.issue_id AND (SELECT count(*) FROM locked) > 0\
            """,
            ids,
            counts.values().stream().map(Count::events).toArray(Long[]::new),
            counts.values().stream()
                .map(count -> count.first().atOffset(ZoneOffset.UTC))
                .toArray(java.time.OffsetDateTime[]::new),
            counts.values().stream()
                .map(count -> count.last().atOffset(ZoneOffset.UTC))
                .toArray(java.time.OffsetDateTime[]::new));
    if (counted != ids.length) {
      // what is known of the hashes is forgotten before the batch is read again
      throw new Fault(Fault.Code.UNAVAILABLE, "An issue was deleted meanwhile.");
    }
    IssueUpdates.append(sql, ids, counts.values().stream().map(Count::latest).toList());
    markFirstEvents(counts);
  }

  /** Opens what was resolved or archived and has come back; all counts are up to date by then. */
  private void wakeIssues(List<EventToSave> fresh) {
    Map<Long, List<EventToSave>> ofIssue = new TreeMap<>();
    for (EventToSave event : fresh) {
      if (event.isGrouped()) {
        ofIssue.computeIfAbsent(target(event).issueId(), id -> new ArrayList<>()).add(event);
      }
    }
    if (!ofIssue.isEmpty()) {
      Regressions.find(sql, ofIssue);
      Archiving.test(sql, ofIssue);
    }
  }

  private void markFirstEvents(Map<Long, Count> counts) {
    Set<Long> projects = new HashSet<>();
    counts.values().forEach(count -> projects.add(count.project().value()));
    sql.send(
        "UPDATE project SET first_event = now() WHERE id = ANY($1::int8[]) AND first_event IS NULL",
        (Object) projects.stream().sorted().toArray(Long[]::new));
  }

  private static List<AttachmentToSave> attachmentsOf(List<EventToSave> events) {
    return events.stream().flatMap(event -> event.attachments().stream()).toList();
  }

  private void insertStandalone() {
    for (AttachmentToSave one : AttachmentRows.insert(sql, batch.attachments())) {
      outcomes.add(
          outcome(one, Outcome.Kind.ACCEPTED, "", Category.ATTACHMENT, Math.max(1, one.size())));
      outcomes.add(outcome(one, Outcome.Kind.ACCEPTED, "", Category.ATTACHMENT_ITEM, 1));
    }
  }

  private static Outcome outcome(
      AttachmentToSave one, Outcome.Kind kind, String reason, Category category, long quantity) {
    return new Outcome(
        one.organization(),
        one.project(),
        one.keyId(),
        one.received(),
        kind,
        reason,
        category,
        quantity);
  }

  /** Reports that become feedback count as such when they are read again. */
  private List<ItemGroup> insertReports() {
    Set<Id> together = new HashSet<>();
    candidates.forEach(event -> together.add(new Id(event.project(), event.id())));
    List<ItemGroup> feedback = new ArrayList<>();
    for (ReportToSave report : batch.reports()) {
      boolean withEvent = together.contains(new Id(report.project(), report.event()));
      ReportRows.Kept kept = ReportRows.save(sql, report, withEvent);
      Optional<ItemGroup> written =
          kept == ReportRows.Kept.FIRST ? ReportedFeedback.of(report).group(sql) : Optional.empty();
      written.ifPresent(feedback::add);
      if (kept != ReportRows.Kept.NOT && written.isEmpty() && report.counted()) {
        outcomes.add(accepted(report));
      }
    }
    return feedback;
  }

  private static Outcome accepted(ReportToSave report) {
    return new Outcome(
        report.organization(),
        report.project(),
        report.keyId(),
        report.received(),
        Outcome.Kind.ACCEPTED,
        "",
        Category.FEEDBACK,
        1);
  }

  /** Text of an event's tags as an object for the index. */
  static Json.Obj tagObject(Json.Obj event) {
    Map<String, Json> tags = new LinkedHashMap<>();
    for (Json tag : event.array("tags").items()) {
      if (tag instanceof Json.Arr pair
          && pair.size() == 2
          && pair.get(0) instanceof Json.Str(String key)
          && pair.get(1) instanceof Json.Str value) {
        tags.putIfAbsent(key, value);
      }
    }
    return new Json.Obj(tags);
  }
}
