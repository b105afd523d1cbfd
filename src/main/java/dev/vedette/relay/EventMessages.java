package dev.vedette.relay;

import dev.vedette.ingest.EventIds;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.issue.EventToSave;
import dev.vedette.issue.ReportToSave;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events, their files and what users say of them, as a Relay writes it (spec 01 §26.2, §26.3). */
final class EventMessages {

  private EventMessages() {}

  /** An event, which comes after the chunks of its files and with their key. */
  static RelayRecord event(EventToSave event, List<PackedMap> files) {
    PackedMap message =
        new PackedMap()
            .text("type", "event")
            .bytes("payload", JsonText.writeBytes(event.event()))
            .number("start_time", event.received().getEpochSecond())
            .text("event_id", EventIds.plain(event.id()))
            .number("project_id", event.project().value())
            .text("remote_addr", event.event().object("user").string("ip_address"))
            .maps("attachments", files);
    return record(topic(event, !files.isEmpty()), event.id(), message);
  }

  private static RelayTopic topic(EventToSave event, boolean withFiles) {
    String type = event.event().string("type");
    if (withFiles) {
      return RelayTopic.ATTACHMENTS;
    }
    return switch (type) {
      case "transaction" -> RelayTopic.TRANSACTIONS;
      case "feedback" -> RelayTopic.FEEDBACK;
      case null, default -> RelayTopic.EVENTS;
    };
  }

  /**
   * A file that a message refers to.
   *
   * @param id by which its chunks name it
   */
  static PackedMap descriptor(AttachmentToSave file, String id, int chunks) {
    return new PackedMap()
        .text("id", id)
        .text("name", file.name())
        .flag("rate_limited", false)
        .text("content_type", file.contentType())
        .text("attachment_type", file.type())
        .number("chunks", chunks)
        .number("size", file.size());
  }

  static RelayRecord chunk(AttachmentToSave file, String id, int index, byte[] payload) {
    PackedMap message =
        new PackedMap()
            .text("type", "attachment_chunk")
            .bytes("payload", payload)
            .text("event_id", EventIds.plain(file.event()))
            .number("project_id", file.project().value())
            .text("id", id)
            .number("chunk_index", index);
    return record(RelayTopic.ATTACHMENTS, file.event(), message);
  }

  /** A file that comes apart from its event. */
  static RelayRecord standalone(AttachmentToSave file, PackedMap descriptor) {
    PackedMap message =
        new PackedMap()
            .text("type", "attachment")
            .text("event_id", EventIds.plain(file.event()))
            .number("project_id", file.project().value())
            .map("attachment", descriptor);
    return record(RelayTopic.ATTACHMENTS, file.event(), message);
  }

  static RelayRecord report(ReportToSave report) {
    Json.Obj payload =
        Json.object()
            .put("event_id", EventIds.plain(report.event()))
            .put("name", report.name())
            .put("email", report.email())
            .put("comments", report.comments())
            .build();
    PackedMap message =
        new PackedMap()
            .text("type", "user_report")
            .number("org_id", report.organization().value())
            .number("project_id", report.project().value())
            .number("start_time", report.received().getEpochSecond())
            .bytes("payload", JsonText.writeBytes(payload))
            .text("event_id", EventIds.plain(report.event()));
    return record(RelayTopic.ATTACHMENTS, report.event(), message);
  }

  /** A profile, with what is known of its transaction (spec 01 §20.8). */
  static RelayRecord profile(EventToSave event, Json.Obj profile, int retentionDays) {
    Json.Obj transaction =
        Json.object()
            .putAll(profile.object("transaction"))
            .put("id", EventIds.plain(event.id()))
            .putPresent("name", event.event().present("transaction"))
            .putPresent(
                "trace_id", event.event().object("contexts").object("trace").present("trace_id"))
            .build();
    Json.Obj enriched =
        Json.object()
            .putAll(profile)
            .put("transaction", transaction)
            .putPresent("environment", event.event().present("environment"))
            .putPresent("release", event.event().present("release"))
            .putPresent("dist", event.event().present("dist"))
            .put("transaction_tags", tags(event.event()))
            .build();
    ProjectId project = event.project();
    PackedMap message =
        new PackedMap()
            .number("organization_id", event.organization().value())
            .number("project_id", project.value())
            .number("key_id", event.keyId())
            .number("received", event.received().getEpochSecond())
            .number("retention_days", retentionDays)
            .bytes("payload", JsonText.writeBytes(enriched));
    return new RelayRecord(
        RelayTopic.PROFILES,
        null,
        message.pack(),
        Map.of("project_id", Long.toString(project.value()), "sampled", "true"));
  }

  private static Json.Obj tags(Json.Obj event) {
    Json.Builder tags = Json.object();
    for (Json entry : event.array("tags").items()) {
      if (entry instanceof Json.Arr pair
          && pair.size() == 2
          && pair.items().getFirst() instanceof Json.Str(String key)) {
        tags.put(key, pair.items().getLast());
      }
    }
    return tags.build();
  }

  private static RelayRecord record(RelayTopic topic, UUID event, PackedMap message) {
    return RelayRecord.of(topic, EventIds.bytes(event), message.pack());
  }
}
