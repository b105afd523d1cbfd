package dev.vedette.project;

import dev.vedette.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Outcomes summed up by the database, as coarsely as asked. */
public final class OutcomeSums {

  /** More sums than these are nothing that a script or a page could use. */
  public static final int MOST = 50_000;

  private OutcomeSums() {}

  /**
   * What to sum up, and what to tell apart.
   *
   * @param step length of the stretches of time that are told apart; null for one sum of all
   * @param projects those that count; null for all, deleted ones too
   * @param categories those that count; empty for all
   * @param outcomes those that count; empty for all
   * @param reasons those that count; empty for all
   * @param keys those that count; empty for all
   */
  public record Query(
      OrganizationId organization,
      Instant from,
      Instant to,
      @Nullable Duration step,
      boolean byProject,
      boolean byKey,
      boolean byReason,
      @Nullable Set<ProjectId> projects,
      Set<Category> categories,
      Set<Outcome.Kind> outcomes,
      Set<String> reasons,
      Set<Long> keys) {}

  /**
   * A sum; of what is not told apart the numbers are 0, the reason is empty and the time is the
   * first.
   */
  public record Sum(
      long project,
      long key,
      Instant time,
      Category category,
      Outcome.Kind kind,
      String reason,
      long quantity) {}

  /** The sums, at most {@link #MOST} and one more, which tells that there are too many. */
  public static List<Sum> read(Database database, Query query) {
    Duration step = query.step();
    Set<ProjectId> projects = query.projects();
    return database
        .sql()
        .list(
            """
            SELECT CASE WHEN $4 THEN project_id ELSE 0 END, CASE WHEN $5 THEN key_id ELSE 0 END,
              CASE WHEN $7::int8 IS NULL THEN $2::timestamptz
                ELSE date_bin(make_interval(secs => $7::int8), greatest(hour, $2), $2) END,
              category, outcome, CASE WHEN $6 THEN reason ELSE '' END,
              least(sum(quantity), 4611686018427387904)::int8
            FROM (SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
            WHERE organization_id = $1 AND hour >= date_trunc('hour', $2::timestamptz) AND hour < $3
              AND ($8::int8[] IS NULL OR project_id = ANY($8))
              AND (cardinality($9::int2[]) = 0 OR category = ANY($9))
              AND (cardinality($10::int2[]) = 0 OR outcome = ANY($10))
              AND (cardinality($11::text[]) = 0 OR split_part(reason, ':', 1) = ANY($11)
                OR reason = ANY($11) OR 'invalid' = ANY($11) AND starts_with(reason, 'profiling_')
                OR 'other' = ANY($11) AND outcome = $14 AND NOT reason = ANY($15::text[]))
              AND (cardinality($12::int8[]) = 0 OR key_id = ANY($12))
            GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 4, 5, 6, 3 LIMIT $13\
            """,
            row ->
                new Sum(
                    row.getLong(0),
                    row.getLong(1),
                    row.getOffsetDateTime(2).toInstant(),
                    Category.of(row.getShort(3)).orElse(Category.DEFAULT),
                    Outcome.Kind.values()[row.getShort(4)],
                    row.getString(5),
                    row.getLong(6)),
            query.organization().value(),
            query.from().atOffset(ZoneOffset.UTC),
            query.to().atOffset(ZoneOffset.UTC),
            query.byProject(),
            query.byKey(),
            query.byReason(),
            step == null ? null : step.toSeconds(),
            projects == null ? null : projects.stream().map(ProjectId::value).toArray(Long[]::new),
            query.categories().stream().map(one -> (short) one.number()).toArray(Short[]::new),
            query.outcomes().stream().map(one -> (short) one.number()).toArray(Short[]::new),
            query.reasons().toArray(String[]::new),
            query.keys().toArray(Long[]::new),
            MOST + 1,
            (short) Outcome.Kind.CLIENT_DISCARD.number(),
            Outcome.CLIENT_REASONS.toArray(String[]::new));
  }
}
