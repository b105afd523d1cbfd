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
   */
  public record Key(long id, String publicKey, boolean active, @Nullable Limit limit) {}

  /** At most {@code count} events in {@code windowSeconds}. */
  public record Limit(int count, int windowSeconds) {}

  /** Number of the key, 0 without one. */
  public long keyId() {
    return key == null ? 0 : key.id();
  }
}
