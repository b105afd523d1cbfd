package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.ListUsers;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.project.Projects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a project has received: how many errors, and from whom (spec 11 §12.3). */
final class ReceivedResource {

  private static final String PROJECT = "/api/0/projects/{organization}/{project}/";
  private static final Set<Category> ERRORS =
      Set.of(Category.DEFAULT, Category.ERROR, Category.SECURITY);

  private static final Set<Outcome.Kind> REJECTED =
      Set.of(Outcome.Kind.RATE_LIMITED, Outcome.Kind.INVALID, Outcome.Kind.ABUSE);
  private static final Set<Outcome.Kind> RECEIVED =
      Set.of(
          Outcome.Kind.ACCEPTED,
          Outcome.Kind.FILTERED,
          Outcome.Kind.RATE_LIMITED,
          Outcome.Kind.INVALID,
          Outcome.Kind.ABUSE);

  private final ApiContext context;

  ReceivedResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PROJECT + "stats/", ProjectResource.READ, this::stats),
        new Route("GET", PROJECT + "users/", ProjectResource.READ, this::users));
  }

  private Answer stats(Call call) {
    Projects.Project project = context.project(call);
    StatsRange range = StatsRange.of(call, context.clock().instant());
    Set<Outcome.Kind> counted = counted(call.first("stat"));
    Map<Instant, Long> sums = new TreeMap<>();
    range.steps().forEach(at -> sums.put(at, 0L));
    if (!counted.isEmpty()) {
      OutcomeSums.Query query =
          new OutcomeSums.Query(
              project.organization(),
              range.from(),
              range.to(),
              range.step(),
              true,
              false,
              false,
              Set.of(project.id()),
              ERRORS,
              counted,
              Set.of(),
              Set.of());
      for (OutcomeSums.Sum sum : OutcomeSums.read(context.database(), query)) {
        sums.computeIfPresent(sum.time(), (at, before) -> before + sum.quantity());
      }
    }
    List<Json> points = new ArrayList<>();
    sums.forEach((at, sum) ->
        points.add(Json.array(Json.of(at.getEpochSecond()), Json.of(sum.longValue()))));
    return Answer.ok(new Json.Arr(points));
  }

  /** What a statistic counts; nothing is forwarded to others. */
  private static Set<Outcome.Kind> counted(@Nullable String stat) {
    return switch (stat) {
      case null -> RECEIVED;
      case "received" -> RECEIVED;
      case "rejected" -> REJECTED;
      case "blacklisted" -> Set.of(Outcome.Kind.FILTERED);
      case "generated" -> Set.of(Outcome.Kind.ACCEPTED);
      case "forwarded" -> Set.of();
      default -> throw Fault.invalid("stat", "\"%s\" is not a valid choice.".formatted(stat));
    };
  }

  private Answer users(Call call) {
    Projects.Project project = context.project(call);
    Paging paging = Paging.of(call);
    String query = call.first("query");
    ListUsers.Page page =
        context
            .bus()
            .request(
                new ListUsers(
                    project.organization(),
                    project.id(),
                    query == null || query.isBlank() ? null : tagValue(query.strip()),
                    paging.limit(),
                    paging.offset()))
            .await();
    List<Json> users = page.users().stream().map(ReceivedResource::user).toList();
    return paging.answer(call, new Json.Arr(users), page.more());
  }

  /** {@code id:7}, {@code email:…}, {@code username:…} or {@code ip:…}. */
  private static String tagValue(String query) {
    String[] parts = query.split(":", 2);
    if (parts.length < 2 || !Set.of("id", "email", "username", "ip").contains(parts[0])) {
      throw Fault.invalid("Could not parse query, expected id, email, username or ip");
    }
    return query;
  }

  private static Json user(ListUsers.User seen) {
    Json.Obj user = seen.user();
    return Json.object()
        .put("id", seen.hash())
        .put("hash", seen.hash())
        .put("tagValue", seen.tagValue())
        .put("identifier", text(user, "id"))
        .put("username", text(user, "username"))
        .put("email", text(user, "email"))
        .put("name", text(user, "name"))
        .put("ipAddress", text(user, "ip_address"))
        .put("dateCreated", Json.NULL)
        .put("lastSeen", Times.of(seen.lastSeen()))
        .put("avatarUrl", "")
        .build();
  }

  private static String text(Json.Obj user, String field) {
    String value = user.string(field);
    return value == null ? "" : value;
  }
}
