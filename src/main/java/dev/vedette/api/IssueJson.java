package dev.vedette.api;

import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListActivity;
import dev.vedette.issue.ListEvents;
import dev.vedette.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON of issues and of events in lists. */
final class IssueJson {

  private IssueJson() {}

  static Json.Obj of(IssueView issue, String organization, String url) {
    return Json.object()
        .put("id", Long.toString(issue.id()))
        .put("shareId", issue.shareId())
        .put("shortId", issue.shortId())
        .put("title", issue.title())
        .put("culprit", issue.culprit())
        .put("permalink", "%s/organizations/%s/issues/%d/".formatted(url, organization, issue.id()))
        .put("logger", issue.logger().isEmpty() ? null : issue.logger())
        .put("level", issue.levelName())
        .put("status", issue.statusName())
        .put("statusDetails", issue.statusDetails())
        .put("substatus", issue.substatusName())
        .put("isPublic", issue.shareId() != null)
        .put("platform", issue.platform())
        .put("priority", issue.priorityName())
        .put("priorityLockedAt", Times.of(issue.priorityLocked()))
        .put("seerFixabilityScore", Json.NULL)
        .put("seerAutofixLastTriggered", (String) null)
        .put("seerExplorerAutofixLastTriggered", (String) null)
        .put(
            "project",
            Json.object()
                .put("id", issue.project().toString())
                .put("name", issue.projectName())
                .put("slug", issue.projectSlug())
                .put("platform", issue.projectPlatform())
                .build())
        .put("type", issue.type())
        .put("issueType", category(issue))
        .put("issueCategory", category(issue))
        .put("metadata", metadata(issue))
        .put("numComments", issue.comments())
        .put("assignedTo", assignee(issue))
        .put("isBookmarked", issue.personal().bookmarked())
        .put("isSubscribed", Boolean.TRUE.equals(issue.personal().subscribed()))
        .put(
            "subscriptionDetails",
            Boolean.FALSE.equals(issue.personal().subscribed())
                ? Json.object().put("disabled", true).build()
                : Json.NULL)
        .put("hasSeen", issue.personal().seen())
        .put("annotations", Json.Arr.EMPTY)
        .put("isUnhandled", issue.unhandled())
        .put("count", Long.toString(issue.timesSeen()))
        .put("userCount", issue.users())
        .put("firstSeen", Times.of(issue.firstSeen()))
        .put("lastSeen", Times.of(issue.lastSeen()))
        .put("stats", Json.object().put("24h", stats(issue.hours(), ChronoUnit.HOURS)).build())
        .build();
  }

  private static String category(IssueView issue) {
    return issue.type().equals("feedback") ? "feedback" : "error";
  }

  /** The metadata; lists of the original always name what an issue is called by. */
  private static Json.Obj metadata(IssueView issue) {
    Json.Obj metadata = issue.metadata();
    return metadata.get("title") == null
        ? metadata.with("title", Json.of(issue.title()))
        : metadata;
  }

  static Json assignee(IssueView issue) {
    IssueView.Assignee assignee = issue.assignee();
    return assignee == null
        ? Json.NULL
        : Json.object()
            .put("type", assignee.kind())
            .put("id", Long.toString(assignee.id()))
            .put("name", assignee.name())
            .putPresent("email", assignee.email())
            .build();
  }

  /**
   * The fields only lists have.
   *
   * @param period {@code 24h} or {@code 14d}, or empty for no counts
   */
  static Json.Obj inList(IssueView issue, String organization, String url, String period) {
    Json.Obj whole = of(issue, organization, url);
    Json.Obj one =
        switch (period) {
          case "" -> whole.without("stats");
          case "14d" ->
              whole.with(
                  "stats", Json.object().put("14d", stats(issue.days(), ChronoUnit.DAYS)).build());
          default -> whole;
        };
    Json.Obj lifetime =
        Json.object()
            .put("count", Json.orNull(one.get("count")))
            .put("userCount", Json.orNull(one.get("userCount")))
            .put("firstSeen", Json.orNull(one.get("firstSeen")))
            .put("lastSeen", Json.orNull(one.get("lastSeen")))
            .put("stats", Json.Obj.EMPTY)
            .build();
    return Json.object()
        .putAll(one)
        .put("lifetime", lifetime)
        .put("filtered", Json.NULL)
        .put("sessionCount", 0L)
        .put("inbox", Json.NULL)
        .put("owners", Json.NULL)
        .put("integrationIssues", Json.Arr.EMPTY)
        .put("sentryAppIssues", Json.Arr.EMPTY)
        .put("latestEventHasAttachments", false)
        .put("matchingEventId", Json.NULL)
        .put("matchingEventEnvironment", Json.NULL)
        .build();
  }

  /** Counts of the last hours or days, each with the time it begins at. */
  private static Json stats(List<Long> counts, ChronoUnit unit) {
    Instant first = Instant.now().truncatedTo(unit).minus(counts.size() - 1L, unit);
    List<Json> stats = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      long time = first.plus(i, unit).getEpochSecond();
      stats.add(Json.array(Json.of(time), Json.of(counts.get(i).longValue())));
    }
    return new Json.Arr(stats);
  }

  /** The fields only the page of one issue has. */
  static Json.Obj details(
      IssueView issue, ListActivity.History history, String organization, String url) {
    Json.Obj one = of(issue, organization, url);
    Json stats = one.object("stats").with("30d", stats(issue.days(), ChronoUnit.DAYS));
    return Json.object()
        .putAll(one.with("stats", stats))
        .put("activity", ActivityResource.entries(issue, history))
        .put(
            "participants",
            new Json.Arr(history.participants().stream().map(ActivityResource::person).toList()))
        .put("seenBy", seenBy(history))
        .put("pluginActions", Json.Arr.EMPTY)
        .put("pluginIssues", Json.Arr.EMPTY)
        .put("pluginContexts", Json.Arr.EMPTY)
        .put("userReportCount", history.reports())
        .put("firstRelease", release(issue.firstRelease()))
        .put("lastRelease", release(history.lastRelease()))
        .build();
  }

  private static Json seenBy(ListActivity.History history) {
    List<Json> people = new ArrayList<>();
    for (ListActivity.Seen seen : history.seenBy()) {
      people.add(
          ((Json.Obj) ActivityResource.person(seen.person()))
              .with("lastSeen", Times.of(seen.last())));
    }
    return new Json.Arr(people);
  }

  private static Json release(@Nullable String version) {
    return version == null ? Json.NULL : Json.object().put("version", version).build();
  }

  static Json.Obj event(ListEvents.Summary event) {
    TreeMap<String, Json> tags = new TreeMap<>();
    event
        .tags()
        .members()
        .forEach((key, value) -> tags.put(EventJson.plainKey(key), EventJson.tag(key, value)));
    return Json.object()
        .put("id", event.id())
        .put("event.type", event.type())
        .put("groupID", event.issue() == null ? null : Long.toString(event.issue()))
        .put("eventID", event.id())
        .put("projectID", event.project().toString())
        .put("message", message(event))
        .put("title", event.title())
        .put("location", event.location())
        .put("culprit", event.culprit())
        .put("user", EventJson.user(event.payload()))
        .put("tags", new Json.Arr(new ArrayList<>(tags.values())))
        .put("platform", event.platform())
        .put("dateCreated", Times.of(event.timestamp()))
        .put(
            "crashFile",
            event.crash() == null ? Json.NULL : EventJson.file(event.id(), event.crash()))
        .put("metadata", event.payload().object("metadata"))
        .build();
  }

  private static String message(ListEvents.Summary event) {
    Json.Obj logentry = event.payload().object("logentry");
    String formatted = logentry.string("formatted");
    String text = formatted == null ? logentry.string("message") : formatted;
    return text == null ? "" : text;
  }
}
