package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.IssueTags;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tags of an issue and their values (spec 06 §5.9). */
final class IssueTagResource {

  private static final String ALL = "/api/0/organizations/{organization}/issues/{issue}/tags/";
  private static final int TOP = 10;
  private static final int TOP_OF_CHOSEN = 9;
  private static final int TOP_OF_ONE = 3;
  private static final int MOST = 1000;
  private static final Map<String, String> NAMES =
      Map.of(
          "exc_type", "Exception Type",
          "dist", "Distribution",
          "os", "OS",
          "url", "URL",
          "server_name", "Server");

  private final ApiContext context;

  IssueTagResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, IssueResource.READ, this::all),
        new Route("GET", ALL + "{key}/", IssueResource.READ, this::one),
        new Route("GET", ALL + "{key}/values/", IssueResource.READ, this::values));
  }

  private Answer all(Call call) {
    List<String> wanted = call.all("key");
    int limit = limit(call, wanted.isEmpty() ? TOP : TOP_OF_CHOSEN);
    List<Json> tags =
        find(context, call, context.issue(call), null, limit).stream()
            .filter(tag -> wanted.isEmpty() || wanted.contains(tag.key()))
            .map(IssueTagResource::tag)
            .toList();
    return Answer.ok(new Json.Arr(tags));
  }

  private static int limit(Call call, int otherwise) {
    String given = call.first("limit");
    if (given == null) {
      return otherwise;
    }
    if (!given.matches("\\d{1,4}")) {
      throw Fault.invalid("limit", "A valid integer is required.");
    }
    return Math.clamp(Integer.parseInt(given), 1, MOST);
  }

  private Answer one(Call call) {
    return Answer.ok(tag(chosen(call, TOP_OF_ONE)));
  }

  private Answer values(Call call) {
    IssueTags.Tag tag = chosen(call, MOST);
    Comparator<IssueTags.Value> order =
        switch (String.valueOf(call.first("sort"))) {
          case "date" -> Comparator.comparing(IssueTags.Value::lastSeen);
          case "count" -> Comparator.comparingLong(IssueTags.Value::count);
          default -> Comparator.comparing(IssueTags.Value::firstSeen);
        };
    List<Json> values = new ArrayList<>();
    tag.top().stream()
        .sorted(order.reversed())
        .forEach(value -> values.add(value(tag.key(), value)));
    return Paging.of(call).slice(call, values);
  }

  private IssueTags.Tag chosen(Call call, int values) {
    return find(context, call, context.issue(call), call.parameter("key"), values).stream()
        .findFirst()
        .orElseThrow(Fault::notFound);
  }

  private static List<IssueTags.Tag> find(
      ApiContext context, Call call, IssueView issue, @Nullable String key, int values) {
    return context
        .bus()
        .request(
            new IssueTags(
                call.organization().organization(), issue.project(), issue.id(), key, values))
        .await();
  }

  /** The keys of an issue by name, without values, as its details have them. */
  static Json.Arr keys(ApiContext context, Call call, IssueView issue) {
    List<Json> keys = new ArrayList<>();
    find(context, call, issue, null, 1)
        .forEach(tag ->
            keys.add(
                Json.object()
                    .put("key", tag.key())
                    .put("name", name(tag.key()))
                    .put("totalValues", tag.total())
                    .build()));
    keys.sort(Comparator.comparing(key -> String.valueOf(((Json.Obj) key).string("name"))));
    return new Json.Arr(keys);
  }

  private static Json tag(IssueTags.Tag tag) {
    return Json.object()
        .put("key", tag.key())
        .put("name", name(tag.key()))
        .put("uniqueValues", tag.unique())
        .put("totalValues", tag.total())
        .put(
            "topValues",
            new Json.Arr(tag.top().stream().map(value -> value(tag.key(), value)).toList()))
        .build();
  }

  private static Json value(String key, IssueTags.Value value) {
    Json.Obj shown = (Json.Obj) EventJson.tag(key, Json.of(value.value()));
    boolean user = shown.get("query") != null;
    return Json.object()
        .put("key", key)
        .put("name", user ? value.value().substring(value.value().indexOf(':') + 1) : value.value())
        .put("value", value.value())
        .put("count", value.count())
        .put("firstSeen", Times.of(value.firstSeen()))
        .put("lastSeen", Times.of(value.lastSeen()))
        .putPresent("query", shown.get("query"))
        .build();
  }

  /** A readable name: {@code browser_name} is {@code Browser Name}. */
  private static String name(String key) {
    String known = NAMES.get(key);
    return known != null
        ? known
        : Arrays.stream(key.replace('_', ' ').split(" "))
            .map(word ->
                word.isEmpty()
                    ? word
                    : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining(" "));
  }
}
