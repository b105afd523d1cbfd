package dev.vedette.feed;

/** The statements of {@link PostgresFeed}. */
final class FeedStatements {

  /**
   * Appends records over arrays: feed, partition, body, segment and ids of blobs; gives the first
   * position of each partition.
   */
  static final String APPEND =
      """
      WITH incoming AS (
        SELECT feed, part, body, blobs,
          row_number() OVER (PARTITION BY feed, part ORDER BY ord) - 1 AS n
        FROM unnest($1::text[], $2::int2[], $3::bytea[], $5::text[])
          WITH ORDINALITY AS r(feed, part, body, blobs, ord)
      ), size AS (
        SELECT feed, part, count(*) AS records FROM incoming GROUP BY feed, part
      ), head AS (
        UPDATE feed_head h SET next = h.next + s.records FROM size s
        WHERE h.feed = s.feed AND h.part = s.part
        RETURNING h.feed, h.part, h.next - s.records AS base
      ), written AS (
        INSERT INTO feed_record (segment, feed, part, pos, body, blobs)
        SELECT $4::int2, i.feed, i.part, h.base + i.n, i.body, nullif(i.blobs, '')
        FROM incoming i JOIN head h ON h.feed = i.feed AND h.part = i.part)
      SELECT feed, part, base FROM head\
      """;

  /**
   * Reads a partition from a position on: at most so many records, and no more once those before
   * take so many bytes.
   */
  static final String READ =
      """
      SELECT pos, body FROM (
        SELECT pos, body, sum(octet_length(body)) OVER (ORDER BY pos) - octet_length(body) AS before
        FROM (
          SELECT pos, body FROM feed_record
          WHERE feed = $1 AND part = $2 AND pos >= $3 ORDER BY pos LIMIT $4) waiting) counted
      WHERE before < $5 ORDER BY pos\
      """;

  private FeedStatements() {}
}
