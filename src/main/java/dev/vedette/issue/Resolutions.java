package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Issues that a release mends (spec 04 §8.2, §8.3, §11.5). */
final class Resolutions {

  private static final String NO_RELEASE =
      "No release data present in the system to form a basis for 'Next Release'";

  private static final String LATEST_FIRST =
      " ORDER BY coalesce(r.date_released, r.date_added) DESC, r.id DESC";

  private Resolutions() {}

  /** A release. */
  record Release(long id, String version, Instant added) {}

  /**
   * What stands for an issue.
   *
   * @param pending whether the release after {@code release} mends it
   * @param current version the issue was last seen in when it was resolved, or null
   */
  record Resolution(Release release, boolean pending, @Nullable String current) {}

  /**
   * Notes the release that mends an issue, with the activity.
   *
   * @return what the issue's {@code statusDetails} say
   */
  static Json.Obj note(
      Sql sql, long issue, ChangeIssues.Resolution wanted, long account, Json actor) {
    String version = wanted.version();
    String field = wanted.isNext() ? "statusDetails.inNextRelease" : "statusDetails.inRelease";
    Release release =
        (version == null || version.equals("latest")
                ? latest(sql, issue)
                : named(sql, issue, version))
            .orElseThrow(() ->
                Fault.invalid(
                    field,
                    version == null || version.equals("latest")
                        ? NO_RELEASE
                        : "Unable to find a release with the given version."));
    String current = wanted.isNext() ? lastSeenIn(sql, issue) : null;
    boolean semantic = current != null && isSemantic(sql, issue, current);
    Optional<Release> following =
        current == null || semantic ? Optional.empty() : firstAfter(sql, issue, current);
    release = following.orElse(release);
    boolean open = wanted.isNext() && following.isEmpty();
    Json.Builder data = Json.object().put("version", open ? "" : release.version());
    if (semantic) {
      data.put("current_release_version", current);
    }
    long activity =
        ActivityRows.add(sql, issue, ActivityRows.SET_RESOLVED_IN_RELEASE, account, data.build());
    sql.update(
        """
        INSERT INTO issue_resolution (issue_id, release_id, pending, current_release_version,
          activity_id) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (issue_id) DO UPDATE SET release_id = EXCLUDED.release_id,
          pending = EXCLUDED.pending, current_release_version = EXCLUDED.current_release_version,
          activity_id = EXCLUDED.activity_id, created_at = now()\
        """,
        issue,
        release.id(),
        open && !semantic,
        current,
        activity);
    Json.Builder details = Json.object();
    if (open) {
      details.put("inNextRelease", true);
    } else {
      details.put("inRelease", release.version());
    }
    return details.put("actor", actor).build();
  }

  static void forget(Sql sql, long issue) {
    sql.update("DELETE FROM issue_resolution WHERE issue_id = $1", issue);
  }

  /** The earliest of the releases that came after one, which is the next one by now. */
  private static Optional<Release> firstAfter(Sql sql, long issue, String version) {
    return sql.find(
        """
        SELECT r.id, r.version, r.date_added FROM issue i
        JOIN release_project rp ON rp.project_id = i.project_id
        JOIN release r ON r.id = rp.release_id
        JOIN release c ON c.organization_id = r.organization_id AND c.version = $2
          AND (r.date_added, r.id) > (c.date_added, c.id)
        WHERE i.id = $1 ORDER BY coalesce(r.date_released, r.date_added), r.id LIMIT 1\
        """,
        Resolutions::release,
        issue,
        version);
  }

  private static Optional<Release> latest(Sql sql, long issue) {
    return find(sql, issue, "TRUE", null);
  }

  private static Optional<Release> named(Sql sql, long issue, String version) {
    return find(sql, issue, "r.version = $2", version);
  }

  private static Optional<Release> find(
      Sql sql, long issue, String condition, @Nullable String version) {
    String select =
        """
        SELECT r.id, r.version, r.date_added FROM release r
        JOIN release_project rp ON rp.release_id = r.id
        JOIN issue i ON i.project_id = rp.project_id WHERE i.id = $1 AND \
        """
            + condition
            + LATEST_FIRST
            + " LIMIT 1";
    return version == null
        ? sql.find(select, Resolutions::release, issue)
        : sql.find(select, Resolutions::release, issue, version);
  }

  private static Release release(io.vertx.sqlclient.Row row) {
    return new Release(row.getLong(0), row.getString(1), row.getOffsetDateTime(2).toInstant());
  }

  /** {@link #lastSeenIn(Sql, long)} of an issue that must be the organization's. */
  static @Nullable String lastSeenIn(Sql sql, long organization, long issue) {
    boolean own =
        sql.one(
            """
            SELECT EXISTS (SELECT FROM issue i JOIN project p ON p.id = i.project_id
              WHERE i.id = $1 AND p.organization_id = $2)\
            """,
            row -> row.getBoolean(0),
            issue,
            organization);
    return own ? lastSeenIn(sql, issue) : null;
  }

  /** The release of the newest event that has one, among the newest hundred of a hash; or null. */
  private static @Nullable String lastSeenIn(Sql sql, long issue) {
    return sql.find(
            """
            SELECT e.release FROM issue_hash h CROSS JOIN LATERAL (
              SELECT release, timestamp FROM event WHERE hash_id = h.id
              ORDER BY timestamp DESC LIMIT 100) e
            WHERE h.issue_id = $1 AND e.release IS NOT NULL ORDER BY e.timestamp DESC LIMIT 1\
            """,
            row -> row.getString(0),
            issue)
        .orElse(null);
  }

  private static boolean isSemantic(Sql sql, long issue, String version) {
    if (ReleaseVersion.parse(version).isEmpty()) {
      return false;
    }
    List<String> latest =
        sql.list(
            """
            SELECT r.version FROM release r JOIN release_project rp ON rp.release_id = r.id
            JOIN issue i ON i.project_id = rp.project_id WHERE i.id = $1
            ORDER BY r.date_added DESC, r.id DESC LIMIT 10\
            """,
            row -> row.getString(0),
            issue);
    return ReleaseVersion.isFollowedBy(latest);
  }

  /**
   * Whether an event of a release does not bring an issue back.
   *
   * @param resolution what stands for the issue, or null when it was resolved without a release
   * @param version the event's release, or null
   */
  static boolean covers(
      Sql sql, long issue, @Nullable Resolution resolution, @Nullable String version) {
    if (resolution == null || version == null) {
      return resolution != null;
    }
    Release seen = named(sql, issue, version).orElse(null);
    if (seen == null) {
      return false;
    }
    boolean semantic = isSemantic(sql, issue, version);
    String current = resolution.current();
    if (current != null && semantic) {
      return isAtLeast(current, version);
    }
    Release before = current == null ? null : named(sql, issue, current).orElse(null);
    if (before != null) {
      return before.id() == seen.id() || before.added().isAfter(seen.added());
    }
    Release mended = resolution.release();
    if (resolution.pending()) {
      return mended.id() == seen.id() || mended.added().isAfter(seen.added());
    }
    if (mended.id() == seen.id()) {
      return false;
    }
    return semantic ? isAtLeast(mended.version(), version) : !mended.added().isBefore(seen.added());
  }

  private static boolean isAtLeast(String one, String other) {
    return ReleaseVersion.parse(one)
        .flatMap(a -> ReleaseVersion.parse(other).map(b -> a.compareTo(b) >= 0))
        .orElse(false);
  }

  /** A release that is new mends what waited for the next one (spec 04 §8.3). */
  static void adopt(Sql sql, long release, String version, long project) {
    List<Long> activities =
        sql.list(
            """
            UPDATE issue_resolution n SET release_id = $1, pending = false
            FROM issue i, release before, release now
            WHERE i.id = n.issue_id AND i.project_id = $2 AND n.pending
              AND before.id = n.release_id AND now.id = $1 AND before.date_added < now.date_added
            RETURNING n.activity_id\
            """,
            row -> row.getLong(0),
            release,
            project);
    sql.update(
        "UPDATE activity SET data = $2::text::jsonb WHERE id = ANY($1::int8[])",
        activities.toArray(Long[]::new),
        StoredText.json(Json.object().put("version", version).build()));
  }
}
