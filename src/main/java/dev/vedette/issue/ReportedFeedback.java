package dev.vedette.issue;

import dev.vedette.event.Feedback;
import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedName;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user wrote about a known event becomes feedback, which is an issue of its own (spec 02
 * §20): it goes back into the feed and takes the way of feedback that was sent as such.
 *
 * @param event the event that was written about
 * @param source the way it came, as spec 01 §20.5 names it
 */
record ReportedFeedback(
    OrganizationId organization,
    ProjectId project,
    long keyId,
    UUID event,
    Instant received,
    String name,
    String email,
    String comments,
    String source) {

  private static final int PROTOCOL = 7;

  /** A report of an envelope or of the crash dialog. */
  static ReportedFeedback of(ReportToSave report) {
    return new ReportedFeedback(
        report.organization(),
        report.project(),
        report.keyId(),
        report.event(),
        report.received(),
        report.name(),
        report.email(),
        report.comments(),
        report.overwrites() ? "crash_report_embed_form" : "user_report_envelope");
  }

  /**
   * The feedback as items of the feed; empty when the event is unknown or nobody wrote anything.
   */
  Optional<ItemGroup> group(Sql sql) {
    if (Feedback.isEmpty(comments)) {
      return Optional.empty();
    }
    return sql.find(
            """
            SELECT payload FROM event WHERE project_id = $1 AND event_id = $2
            ORDER BY received DESC LIMIT 1\
            """,
            row -> EventRows.payload(row.getBuffer(0)),
            project.value(),
            event)
        .map(this::about);
  }

  private ItemGroup about(Json.Obj known) {
    String id = feedbackId();
    Json.Obj contexts = known.object("contexts");
    Json.Obj feedback =
        Json.object()
            .put("name", name)
            .put("contact_email", email)
            .put("message", comments)
            .put("associated_event_id", EventQueries.hex(event))
            .putPresent("replay_id", contexts.object("replay").string("replay_id"))
            .put("source", source)
            .build();
    Json.Obj payload =
        Json.object()
            .put("event_id", id)
            .put("type", "feedback")
            .put("timestamp", received.toEpochMilli() / 1000.0)
            .putPresent("level", known.get("level"))
            .putPresent("platform", known.get("platform"))
            .putPresent("environment", known.get("environment"))
            .putPresent("tags", known.get("tags"))
            .put("contexts", contexts(contexts, feedback))
            .build();
    Item item = Item.of(ItemType.FEEDBACK, Json.Obj.EMPTY, JsonText.writeBytes(payload));
    return new ItemGroup(
        organization,
        project,
        keyId,
        id,
        received,
        null,
        new ItemGroup.Sender(null, PROTOCOL, null, null, Map.of()),
        List.of(item));
  }

  private static Json.Obj contexts(Json.Obj known, Json.Obj feedback) {
    return Json.object()
        .put("feedback", feedback)
        .putPresent("replay", object(known, "replay"))
        .putPresent("trace", object(known, "trace"))
        .build();
  }

  private static @Nullable Json object(Json.Obj contexts, String name) {
    return contexts.get(name) instanceof Json.Obj context ? context : null;
  }

  /** The same for each report of an event, so that it becomes one issue. */
  private String feedbackId() {
    String name = "feedback:%d:%s".formatted(project.value(), event);
    return EventQueries.hex(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Puts groups into one lane, with the transaction. One that held several lanes could wait for an
   * append that waits for it; feedback is new, so any lane does.
   */
  static void append(Sql sql, Feed feed, int lane, List<ItemGroup> groups) {
    groups.forEach(group -> feed.replay(sql, FeedName.EVENTS, lane, ItemGroupCodec.encode(group)));
  }
}
