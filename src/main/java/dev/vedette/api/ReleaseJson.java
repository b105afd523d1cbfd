package dev.vedette.api;

import dev.vedette.issue.FindEvent;
import dev.vedette.issue.ReleaseVersion;
import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/** The release of an event (spec 11 §14.2). Commits and deploys are not known. */
final class ReleaseJson {

  private static final int SHORT_HASH = 12;

  private ReleaseJson() {}

  /** The whole release, its version alone when nothing else is known, null without one. */
  static Json of(FindEvent.Found found) {
    String version = found.event().string("release");
    FindEvent.Release known = found.release();
    if (version == null || known == null) {
      return version == null ? Json.NULL : Json.object().put("version", version).build();
    }
    return Json.object()
        .put("id", known.id())
        .put("version", version)
        .put("shortVersion", version)
        .put("versionInfo", info(version))
        .put("status", "open")
        .put("ref", Json.NULL)
        .put("url", Json.NULL)
        .put("dateCreated", Times.of(known.added()))
        .put("dateReleased", Times.of(known.released()))
        .put("owner", Json.NULL)
        .put("data", Json.Obj.EMPTY)
        .put("newGroups", known.newIssues())
        .put("commitCount", 0)
        .put("deployCount", 0)
        .put("lastCommit", Json.NULL)
        .put("lastDeploy", Json.NULL)
        .put("authors", Json.Arr.EMPTY)
        .put("projects", Json.array(project(found, known)))
        .put("firstEvent", Json.NULL)
        .put("lastEvent", Json.NULL)
        .put("currentProjectMeta", Json.Obj.EMPTY)
        .put("userAgent", Json.NULL)
        .build();
  }

  /** The project of the event; of others the reader may not hear. */
  private static Json project(FindEvent.Found found, FindEvent.Release release) {
    return Json.object()
        .put("id", found.project().value())
        .put("slug", release.projectSlug())
        .put("name", release.projectName())
        .put("newGroups", release.newIssues())
        .put("platform", release.projectPlatform())
        .put("platforms", Json.Arr.EMPTY)
        .put("hasHealthData", release.hasSessions())
        .build();
  }

  /** What a version says of itself (spec 11 §14.1). */
  static Json.Obj info(String version) {
    ReleaseVersion known = ReleaseVersion.parse(version).orElse(null);
    int at = version.lastIndexOf('@');
    String raw = at <= 0 ? version : version.substring(at + 1);
    boolean hash = ReleaseVersion.isHash(raw);
    return Json.object()
        .put("package", at <= 0 ? null : version.substring(0, at))
        .put("version", numbers(raw, known))
        .put("description", hash ? raw.substring(0, SHORT_HASH) : description(raw, known))
        .put("buildHash", hash ? raw : null)
        .build();
  }

  private static Json numbers(String raw, @Nullable ReleaseVersion known) {
    Json.Builder numbers = Json.object().put("raw", raw);
    if (known != null) {
      numbers
          .put("major", known.major())
          .put("minor", known.minor())
          .put("patch", known.patch())
          .put("pre", orNull(known.prerelease()))
          .put("buildCode", orNull(known.build()))
          .put("components", known.components());
    }
    return numbers.build();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String description(String raw, @Nullable ReleaseVersion known) {
    if (known == null || known.build().isEmpty()) {
      return raw;
    }
    return "%s (%s)".formatted(raw.substring(0, raw.indexOf('+')), known.build());
  }
}
