package dev.vedette.project;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Hourly counts of outcomes. They are appended as deltas, inside the transaction of what they
 * count, and merged by one lane about once a second; readers add both.
 */
public final class Outcomes {

  private static final String APPEND =
      """
      INSERT INTO outcome_delta
        (organization_id, project_id, key_id, hour, category, outcome, reason, quantity)
      SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::timestamptz[], $5::int2[],
        $6::int2[], $7::text[], $8::int8[])\
      """;

  private static final String MERGE =
      """
      WITH taken AS (DELETE FROM outcome_delta RETURNING *)
      INSERT INTO outcome_hour AS h
        (organization_id, project_id, key_id, hour, category, outcome, reason, quantity)
      SELECT organization_id, project_id, key_id, hour, category, outcome, reason,
        least(sum(quantity), 4611686018427387904)::int8
      FROM taken
      GROUP BY organization_id, project_id, key_id, hour, category, outcome, reason
      ORDER BY organization_id, project_id, hour, category, outcome, reason, key_id
      ON CONFLICT (organization_id, project_id, hour, category, outcome, reason, key_id)
      DO UPDATE SET
        quantity = least(h.quantity::numeric + EXCLUDED.quantity, 4611686018427387904)::int8\
      """;

  private static final Comparator<Bucket> ORDER =
      Comparator.comparingLong((Bucket bucket) -> bucket.organization().value())
          .thenComparingLong(bucket -> bucket.project().value())
          .thenComparing(Bucket::hour)
          .thenComparing(Bucket::category)
          .thenComparing(Bucket::kind)
          .thenComparing(Bucket::reason)
          .thenComparingLong(Bucket::key);

  private Outcomes() {}

  private record Bucket(
      OrganizationId organization,
      ProjectId project,
      long key,
      Instant hour,
      Category category,
      Outcome.Kind kind,
      String reason) {}

  /** Appends outcomes within a transaction, summed up by hour. */
  public static void append(Sql sql, Collection<Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      return;
    }
    Map<Bucket, Long> sums = new TreeMap<>(ORDER);
    for (Outcome outcome : outcomes) {
      sums.merge(bucket(outcome), outcome.quantity(), Long::sum);
    }
    List<Bucket> buckets = new ArrayList<>(sums.keySet());
    sql.update(
        APPEND,
        buckets.stream().map(bucket -> bucket.organization().value()).toArray(Long[]::new),
        buckets.stream().map(bucket -> bucket.project().value()).toArray(Long[]::new),
        buckets.stream().map(Bucket::key).toArray(Long[]::new),
        buckets.stream()
            .map(bucket -> bucket.hour().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new),
        buckets.stream().map(bucket -> (short) bucket.category().number()).toArray(Short[]::new),
        buckets.stream().map(bucket -> (short) bucket.kind().number()).toArray(Short[]::new),
        buckets.stream().map(Bucket::reason).toArray(String[]::new),
        sums.values().toArray(Long[]::new));
  }

  private static Bucket bucket(Outcome outcome) {
    return new Bucket(
        outcome.organization(),
        outcome.project(),
        outcome.key(),
        outcome.timestamp().truncatedTo(ChronoUnit.HOURS),
        outcome.category(),
        outcome.kind(),
        outcome.reason());
  }

  /**
   * Moves all deltas into the hours; to be called by one lane at a time.
   *
   * @param fence called first in the transaction; throws when the caller may not write any more
   */
  public static void merge(Database database, Consumer<Sql> fence) {
    var unused =
        database.inTransaction(sql -> {
          fence.accept(sql);
          return sql.update(MERGE);
        });
  }

  /**
   * A count of one hour.
   *
   * @param kind number of the outcome, see {@link Outcome.Kind}
   */
  public record Count(
      ProjectId project,
      Instant hour,
      Category category,
      Outcome.Kind kind,
      String reason,
      long quantity) {}

  /** The counts of an organization between two times, deltas included, by hour. */
  public static List<Count> read(
      Database database, OrganizationId organization, Instant from, Instant to) {
    return database
        .sql()
        .list(
            """
            SELECT project_id, hour, category, outcome, reason,
              least(sum(quantity), 4611686018427387904)::int8 FROM (
              SELECT * FROM outcome_hour WHERE organization_id = $1 AND hour >= $2 AND hour < $3
              UNION ALL
              SELECT * FROM outcome_delta WHERE organization_id = $1 AND hour >= $2 AND hour < $3
            ) both_kinds
            GROUP BY project_id, hour, category, outcome, reason ORDER BY hour\
            """,
            row ->
                new Count(
                    new ProjectId(row.getLong(0)),
                    row.getOffsetDateTime(1).toInstant(),
                    Category.of(row.getShort(2)).orElse(Category.DEFAULT),
                    Outcome.Kind.values()[row.getShort(3)],
                    row.getString(4),
                    row.getLong(5)),
            organization.value(),
            from.atOffset(ZoneOffset.UTC),
            to.atOffset(ZoneOffset.UTC));
  }
}
