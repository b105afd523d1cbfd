package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of attachments and profiles. */
final class AttachmentRows {

  private AttachmentRows() {}

  /** Inserts attachments; gives those that were not there. */
  static List<AttachmentToSave> insert(Sql sql, List<AttachmentToSave> attachments) {
    List<AttachmentToSave> fresh = new ArrayList<>();
    for (AttachmentToSave one : attachments) {
      int inserted =
          sql.update(
              """
              INSERT INTO attachment (project_id, event_id, type, name, content_type, size, sha1,
                content, blob_id, received, ordinal)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING\
              """,
              one.project().value(),
              one.event(),
              one.type(),
              one.name(),
              one.contentType(),
              one.size(),
              Buffer.buffer(one.sha1()),
              buffer(one.content()),
              one.blobId(),
              one.received().atOffset(ZoneOffset.UTC),
              one.ordinal());
      if (inserted > 0) {
        fresh.add(one);
      }
    }
    return fresh;
  }

  static boolean delete(Database database, DeleteAttachment request) {
    return database.inTransaction(sql -> {
      int deleted =
          sql.update(
              """
              DELETE FROM attachment a USING project p WHERE a.id = $3 AND a.project_id = $2
                AND p.id = a.project_id AND p.organization_id = $1\
              """,
              request.organization().value(),
              request.project().value(),
              request.id());
      if (deleted > 0 && request.issue() != null) {
        ActivityRows.add(
            sql,
            request.issue(),
            ActivityRows.DELETED_ATTACHMENT,
            request.account(),
            Json.Obj.EMPTY);
      }
      return deleted > 0;
    });
  }

  private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }

  /** Inserts the profiles of transactions. */
  static void insertProfiles(Sql sql, List<EventToSave> events) {
    for (EventToSave event : events) {
      for (AttachmentToSave profile : event.profiles()) {
        sql.update(
            """
            INSERT INTO profile (project_id, profile_id, kind, received, platform, content, blob_id)
            VALUES ($1, $2, 'profile', $3, $4, $5, $6) ON CONFLICT DO NOTHING\
            """,
            event.project().value(),
            event.id(),
            event.received().atOffset(ZoneOffset.UTC),
            event.text("platform"),
            buffer(profile.content()),
            profile.blobId());
      }
    }
  }
}
