package dev.vedette.project;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What ingest and the works need to know of a project, read at once and cached. Options have the
 * names of the original, e.g. {@code sentry:origins}.
 *
 * @param accepting whether organization and project are active
 * @param monitorEnvironments number of pairs of monitor and environment that check in
 * @param key the key by which the project was found, or null
 */
public record ProjectView(
    OrganizationId organization,
    String organizationSlug,
    Json.Obj organizationOptions,
    ProjectId project,
    String slug,
    Json.Obj options,
    boolean accepting,
    long monitorEnvironments,
    @Nullable Key key) {

  /**
   * A project key.
   *
   * @param limit events per window, or null for no limit
   * @param securityLimit security reports per window, which then do not count as events; or null
   */
  public record Key(
      long id,
      String publicKey,
      boolean active,
      @Nullable Limit limit,
      @Nullable Limit securityLimit) {}

  /** At most {@code count} in {@code windowSeconds}. */
  public record Limit(int count, int windowSeconds) {

    /** A day: limits look no further back. */
    public static final int LONGEST_WINDOW = 86_400;

    /** What takes a limit away. */
    public static final Limit NONE = new Limit(0, 0);

    /** The limit of two columns; null without one. */
    static @Nullable Limit of(@Nullable Integer count, @Nullable Integer window) {
      return count != null && window != null && count > 0 && window > 0
          ? new Limit(count, window)
          : null;
    }
  }

  /** Number of the key, 0 without one. */
  public long keyId() {
    return key == null ? 0 : key.id();
  }
}
