package dev.vedette.node;

import dev.vedette.store.Database;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which blobs are still needed: those of stored rows, and those of records that wait in the feed or
 * among the dead letters, however long they have been waiting.
 */
final class BlobReferences {

  /** One statement, so that a record which is stored meanwhile is seen on one side or the other. */
  private static final String NEEDED =
      """
      WITH asked AS (SELECT unnest($1::text[]) AS id),
      stored AS (
        SELECT blob_id AS id FROM attachment WHERE blob_id = ANY($1::text[])
        UNION SELECT blob_id FROM profile WHERE blob_id = ANY($1::text[])
        UNION SELECT blob_id FROM replay_segment WHERE blob_id = ANY($1::text[])
        UNION SELECT video_blob_id FROM replay_segment WHERE video_blob_id = ANY($1::text[])),
      others AS (SELECT id, convert_to(id, 'UTF8') AS bytes FROM asked
        WHERE id NOT IN (SELECT id FROM stored))
      SELECT id FROM stored
      UNION SELECT o.id FROM others o
        WHERE EXISTS (SELECT FROM dead_letter d WHERE position(o.bytes IN d.body) > 0)
      UNION SELECT o.id FROM others o WHERE EXISTS (
        SELECT FROM feed_record r
        LEFT JOIN feed_offset read ON read.feed = r.feed AND read.part = r.part
        WHERE r.pos >= coalesce(read.next, 0)
          AND (position(o.id IN r.blobs) > 0 OR position(o.bytes IN r.body) > 0))\
      """;

  private BlobReferences() {}

  /** Those of the given ids that are needed; waits. */
  static Set<String> needed(Database database, Collection<String> ids) {
    return new HashSet<>(
        database.sql().list(NEEDED, row -> row.getString(0), (Object) ids.toArray(String[]::new)));
  }
}
