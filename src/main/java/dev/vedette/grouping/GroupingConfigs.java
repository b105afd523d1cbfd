package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of grouping configurations as the API shows it (spec 03 §21.2). */
public final class GroupingConfigs {

  /** A configuration as it is listed; not each can be computed. */
  private record Listed(String id, @Nullable String base, int risk, boolean isHidden) {}

  private static final List<Listed> ALL =
      List.of(
          new Listed("legacy:2019-03-12", null, 0, false),
          new Listed("mobile:2021-02-12", "newstyle:2019-10-29", 0, false),
          new Listed("newstyle:2019-04-05", null, 2, true),
          new Listed("newstyle:2019-04-17", "newstyle:2019-04-05", 2, true),
          new Listed("newstyle:2019-05-08", null, 2, false),
          new Listed("newstyle:2019-10-29", "newstyle:2019-05-08", 1, false),
          new Listed("newstyle:2023-01-11", "newstyle:2019-10-29", 1, false));

  private static final List<String> STRATEGIES =
      List.of(
          "chained-exception",
          "csp",
          "expect-ct",
          "expect-staple",
          "hpkp",
          "message",
          "stacktrace",
          "template",
          "threads");
  private static final List<String> DELEGATES = List.of("frame", "single-exception", "stacktrace");
  private static final List<String> OWN_IN_LEGACY =
      List.of("chained-exception", "stacktrace", "threads", "frame", "single-exception");

  private GroupingConfigs() {}

  /** All configurations, sorted by id. */
  public static Json.Arr json() {
    List<Json> all = new ArrayList<>();
    ALL.forEach(one -> all.add(json(one)));
    return new Json.Arr(all);
  }

  /** One configuration; null for an id that is not known. */
  static Json.@Nullable Obj json(String id) {
    return ALL.stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .map(GroupingConfigs::json)
        .orElse(null);
  }

  /** Whether an id is in the list. */
  public static boolean isListed(String id) {
    return json(id) != null;
  }

  /** The ids of configurations that this program computes. */
  public static List<String> computed() {
    return java.util.Arrays.stream(GroupingConfigId.values()).map(GroupingConfigId::id).toList();
  }

  private static Json.Obj json(Listed one) {
    return Json.object()
        .put("id", one.id())
        .put("base", one.base())
        .put("strategies", ids(STRATEGIES, one.id()))
        .put("delegates", ids(DELEGATES, one.id()))
        .put("changelog", changelog(one.id()))
        .put("hidden", one.isHidden())
        .put("risk", Json.of((long) one.risk()))
        .put("latest", one.id().equals(GroupingSettings.DEFAULT_CONFIG))
        .build();
  }

  private static Json.Arr ids(List<String> names, String config) {
    boolean legacy = config.startsWith("legacy:");
    return Json.strings(
        names.stream()
            .map(name -> name + (legacy && OWN_IN_LEGACY.contains(name) ? ":legacy" : ":v1"))
            .toList());
  }

  private static String changelog(String id) {
    return switch (id) {
      case "newstyle:2023-01-11" ->
          "Better stack trace rules for JavaScript and native platforms, masks for generated Java proxies,"
              + " built-in fingerprint rules for JavaScript.";
      case "newstyle:2019-10-29" ->
          "Methods of anonymous PHP classes keep their names; source lines of pages count where a function is known.";
      case "newstyle:2019-05-08" ->
          "Source lines and special cases of JavaScript count, values in messages do not.";
      default -> "";
    };
  }
}
