package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which issue an event gets, what the API tells about it, and how rules change it. */
class GroupingIT {

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  /** An error of two frames, of which the second may be the project's own. */
  private static String error(String platform, String first, String second, boolean inApp) {
    return """
    {"platform":"%s","exception":{"values":[{"type":"Boom","value":"x","stacktrace":{"frames":[
    {"module":"%s","function":"f","in_app":false},{"module":"%s","function":"g","in_app":%s}]}}]}}\
    """
        .formatted(platform, first, second, inApp);
  }

  /** Sends an event until one is handled as wanted: nodes hear of a change a moment after it. */
  private static String reportUntil(
      String project, String dsn, String event, Predicate<Json.Obj> wanted) throws Exception {
    long limit = System.nanoTime() + 20_000_000_000L;
    while (true) {
      String id = shop.report(dsn, event);
      if (wanted.test(shop.event(project, id))) {
        return id;
      }
      assertThat(System.nanoTime()).as("no event as wanted").isLessThan(limit);
    }
  }

  private static Predicate<Json.Obj> by(String config) {
    return event -> config.equals(event.object("groupingConfig").string("id"));
  }

  private static String group(String project, String event) throws Exception {
    return shop.event(project, event).string("groupID");
  }

  private static Json.Obj info(String project, String event, String query) throws Exception {
    return (Json.Obj)
        shop.get(
            "/api/0/projects/acme/%s/events/%s/grouping-info/%s".formatted(project, event, query));
  }

  @Test
  void eventsThatShareAHashShareAnIssue() throws Exception {
    String dsn = shop.project("sharing", "python");
    String inApp = shop.report(dsn, error("python", "lib", "app", true));
    String systemOnly = shop.report(dsn, error("python", "lib", "app", false));
    String other = shop.report(dsn, error("python", "lib", "elsewhere", true));
    assertThat(group("sharing", systemOnly)).isEqualTo(group("sharing", inApp));
    assertThat(group("sharing", other)).isNotEqualTo(group("sharing", inApp));
    Json.Arr hashes =
        (Json.Arr)
            shop.get(
                "/api/0/organizations/acme/issues/%s/hashes/".formatted(group("sharing", inApp)));
    assertThat(hashes.items())
        .extracting(entry -> ((Json.Obj) entry).object("latestEvent").string("eventID"))
        .containsExactly(systemOnly, inApp);
    assertThat(hashes.items())
        .extracting(entry -> String.valueOf(((Json.Obj) entry).string("id")).length())
        .containsExactly(32, 32);
  }

  @Test
  void aChecksumIsAHash() throws Exception {
    String dsn = shop.project("checksums", "python");
    String one = shop.report(dsn, "{\"checksum\":\"abc\",\"message\":\"one\"}");
    String other = shop.report(dsn, "{\"checksum\":\"abc\",\"message\":\"other\"}");
    assertThat(group("checksums", other)).isEqualTo(group("checksums", one));
    assertThat(info("checksums", one, "").object("checksum").string("hash")).isEqualTo("abc");
  }

  @Test
  void explainsAnEventByItsOwnRulesAndByOthers() throws Exception {
    String dsn = shop.project("explained", "java");
    String event =
        shop.report(dsn, error("java", "java.lang.Thread", "a.B$HibernateProxy$x", true));
    Json.Obj app = info("explained", event, "").object("app");
    assertThat(app.string("description")).isEqualTo("in-app exception stack-trace");
    assertThat(app.bool("hashMismatch")).isFalse();
    assertThat(app.object("config").string("id")).isEqualTo("newstyle:2023-01-11");
    Json.Obj older = info("explained", event, "?config=newstyle:2019-10-29").object("app");
    assertThat(older.bool("hashMismatch")).isTrue();
    assertThat(shop.put("/api/0/projects/acme/explained/", Json.Obj.EMPTY).status()).isEqualTo(200);
    assertThat(((Json.Arr) shop.get("/api/0/grouping-configs/")).items())
        .extracting(config -> ((Json.Obj) config).string("id"))
        .contains("newstyle:2023-01-11");
  }

  @Test
  void rulesOfTheProjectApplyToNewEvents() throws Exception {
    String dsn = shop.project("ruled", "python");
    String before = shop.report(dsn, error("python", "lib", "app", true));
    Shop.Changed changed =
        shop.put(
            "/api/0/projects/acme/ruled/",
            Json.object()
                .put("fingerprintingRules", "type:Boom -> boom title=\"All of {{ type }}\"")
                .put("groupingEnhancements", "module:app -app")
                .build());
    assertThat(changed.status()).isEqualTo(200);
    String after =
        reportUntil(
            "ruled",
            dsn,
            error("python", "lib", "app", true),
            event -> "All of Boom".equals(event.string("title")));
    assertThat(group("ruled", after)).isNotEqualTo(group("ruled", before));
    assertThat(info("ruled", after, "").object("custom-fingerprint").string("matched_rule"))
        .isEqualTo("type:\"Boom\" -> \"boom\" title=\"All of {{ type }}\"");
    assertThat(shop.titles("ruled")).containsExactlyInAnyOrder("Boom: x", "All of Boom");
  }

  @Test
  void rulesThatCannotBeReadAreRefusedAndNothingIsStored() throws Exception {
    shop.project("broken", "python");
    Shop.Changed stack =
        shop.put(
            "/api/0/projects/acme/broken/",
            Json.object().put("groupingEnhancements", "foo:bar +app").build());
    assertThat(stack.status()).isEqualTo(400);
    assertThat(stack.body().text())
        .isEqualTo(
            "{\"groupingEnhancements\":[\"Invalid syntax at `foo:bar +app`: failed to parse matchers:\\nat `foo:bar +app`: failed to parse matcher\\nUnknown matcher `foo`\"]}");
    Shop.Changed fingerprints =
        shop.put(
            "/api/0/projects/acme/broken/",
            Json.object()
                .put("fingerprintingRules", "type:a")
                .put("groupingEnhancements", "function:a -app")
                .build());
    assertThat(fingerprints.status()).isEqualTo(400);
    assertThat(((Json.Obj) fingerprints.body()).members().keySet())
        .containsExactly("fingerprintingRules");
    assertThat(((Json.Obj) shop.get("/api/0/projects/acme/broken/")).string("groupingEnhancements"))
        .isEmpty();
    Shop.Changed expired =
        shop.put(
            "/api/0/projects/acme/broken/",
            Json.object().put("secondaryGroupingExpiry", 12).build());
    assertThat(expired.body().text()).contains("Grouping expiry must be sometime within");
  }

  @Test
  void whileItChangesItsConfigurationAProjectFindsItsIssues() throws Exception {
    String dsn = shop.project("moving", "java");
    String path = "/api/0/projects/acme/moving/";
    shop.put(path, Json.object().put("groupingConfig", "newstyle:2019-10-29").build());
    String proxy = error("java", "lib", "a.B$HibernateProxy$x", true);
    String before = reportUntil("moving", dsn, proxy, by("newstyle:2019-10-29"));
    Shop.Changed changed =
        shop.put(
            path,
            Json.object()
                .put("groupingConfig", "newstyle:2023-01-11")
                .put("secondaryGroupingConfig", "newstyle:2019-10-29")
                .put("secondaryGroupingExpiry", Instant.now().plusSeconds(3600).getEpochSecond())
                .build());
    assertThat(changed.status()).isEqualTo(200);
    String during = reportUntil("moving", dsn, proxy, by("newstyle:2023-01-11"));
    assertThat(group("moving", during)).isEqualTo(group("moving", before));
    shop.put(path, Json.object().put("secondaryGroupingConfig", Json.NULL).build());
    String after = shop.report(dsn, error("java", "lib", "a.B$HibernateProxy$y", true));
    assertThat(group("moving", after)).isEqualTo(group("moving", before));
  }

  @Test
  void aPoorEventIsGroupedToo() throws Exception {
    String dsn = shop.project("poor", "python");
    String event = shop.report(dsn, "{\"platform\":\"python\"}");
    Json.Obj fallback = info("poor", event, "").object("fallback");
    assertThat(fallback.get("type")).isEqualTo(Json.NULL);
    assertThat(fallback.string("hash")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThat(List.of(shop.titles("poor").getFirst())).containsExactly("<unlabeled event>");
  }
}
