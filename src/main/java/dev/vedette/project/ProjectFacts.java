package dev.vedette.project;

import dev.vedette.store.Database;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a project has received, as its lists tell (spec 11 §12.2).
 *
 * @param environments names of those that are not hidden
 * @param latestRelease version of the release that was made last, or null
 */
public record ProjectFacts(
    List<String> environments,
    @Nullable String latestRelease,
    boolean hasSessions,
    boolean hasReplays,
    boolean hasProfiles,
    boolean hasMonitors,
    boolean hasUserReports,
    boolean hasFeedbacks,
    boolean hasLogs,
    boolean hasTransactions) {

  /** Of a project that has received nothing. */
  public static final ProjectFacts NONE =
      new ProjectFacts(List.of(), null, false, false, false, false, false, false, false, false);

  private static final int FEEDBACK = 6001;

  /** The facts of the active projects of an organization, by number; waits. */
  public static Map<Long, ProjectFacts> of(Database database, OrganizationId organization) {
    return of(database, organization, null);
  }

  /** The same for one project, or for all with null; waits. */
  public static Map<Long, ProjectFacts> of(
      Database database, OrganizationId organization, @Nullable ProjectId project) {
    return database
        .sql()
        .list(
            """
            SELECT p.id,
              ARRAY(SELECT e.name FROM environment_project l JOIN environment e
                ON e.id = l.environment_id WHERE l.project_id = p.id AND NOT l.is_hidden
                ORDER BY e.name LIMIT 100),
              (SELECT r.version FROM release_project l JOIN release r ON r.id = l.release_id
                WHERE l.project_id = p.id
                ORDER BY coalesce(r.date_released, r.date_added) DESC, r.id DESC LIMIT 1),
              EXISTS (SELECT FROM session_hour WHERE project_id = p.id),
              EXISTS (SELECT FROM replay_segment WHERE project_id = p.id),
              EXISTS (SELECT FROM profile WHERE project_id = p.id),
              EXISTS (SELECT FROM monitor_environment WHERE project_id = p.id),
              EXISTS (SELECT FROM user_report WHERE project_id = p.id),
              EXISTS (SELECT FROM issue WHERE project_id = p.id AND type = %3$d),
              EXISTS (SELECT FROM log WHERE project_id = p.id),
              EXISTS (SELECT FROM outcome_hour o WHERE o.organization_id = $1 AND o.project_id = p.id
                AND o.category = %1$d AND o.outcome = %2$d)
            FROM project p WHERE p.organization_id = $1 AND p.status = 'active'
              AND ($2::int8 IS NULL OR p.id = $2)\
            """
                .formatted(Category.TRANSACTION.number(), Outcome.Kind.ACCEPTED.number(), FEEDBACK),
            row ->
                Map.entry(
                    row.getLong(0),
                    new ProjectFacts(
                        List.of(row.getArrayOfStrings(1)),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getBoolean(9),
                        row.getBoolean(10))),
            organization.value(),
            project == null ? null : project.value())
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
