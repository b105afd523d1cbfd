package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.OrganizationTokens;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are programs of their own, each ending in what the API and the page show. */
class ClientsIT {

  private static RunningNode node;
  private static Shop shop;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void theNodeSdkReports() throws Exception {
    String dsn = shop.project("node", "node");
    Json.Obj ids = printed(Programs.node(Map.of("DSN", dsn), "node-sdk.mjs"));
    node.awaitDrained();
    assertThat(shop.titles("node"))
        .contains("Error: order 7 cannot be charged", "stock runs low", "with an attachment");
    Json.Obj event = shop.event("node", ids.string("exception"));
    assertThat(event.text())
        .contains("{\"key\":\"shop\",\"value\":\"berlin\"", "shop@1.2.3")
        .contains("checked out")
        .contains("throw new Error(`order ${order} cannot be charged`, { cause })");
    assertThat(types(event)).containsExactly("SyntaxError", "Error");
    assertThat(shop.page("node", String.valueOf(ids.string("exception"))))
        .contains("order 7 cannot be charged", "SyntaxError", "checked out", "shop@1.2.3");
    assertThat(shop.page("node", String.valueOf(ids.string("attachment")))).contains("order.txt");
    String files =
        shop.get("/api/0/projects/acme/node/events/" + ids.string("attachment") + "/attachments/")
            .text();
    assertThat(files).contains("order.txt");
    assertThat(shop.get("/api/0/projects/acme/node/events/").text()).contains("GET /cart");
    assertThat(
            shop.count(
                "SELECT count(*) FROM check_in c JOIN monitor m ON m.id = c.monitor_id WHERE m.slug = 'nightly'"))
        .isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM log WHERE body = 'order placed'")).isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM event WHERE type = 'feedback'")).isEqualTo(1);
  }

  @Test
  void thePythonSdkReportsWithVariablesAndWithoutSecrets() throws Exception {
    String dsn = shop.project("python", "python");
    Json.Obj ids = printed(Programs.python(Map.of("DSN", dsn), "python_sdk.py"));
    node.awaitDrained();
    assertThat(shop.titles("python"))
        .containsExactlyInAnyOrder("ValueError: order 7 cannot be charged", "stock runs low");
    Json.Obj event = shop.event("python", ids.string("exception"));
    assertThat(types(event)).containsExactly("IndexError", "ValueError");
    assertThat(event.text())
        .contains("\"amounts\":[\"1\",\"2\",\"3\"]", "[Filtered]")
        .doesNotContain("hunter2");
    assertThat(shop.page("python", String.valueOf(ids.string("exception"))))
        .contains("order 7 cannot be charged", "IndexError", "amounts", "[Filtered]")
        .doesNotContain("hunter2");
    assertThat(shop.get("/api/0/projects/acme/python/events/").text()).contains("GET /cart");
  }

  @Test
  void theBrowserSdkReportsFromAnotherOrigin() throws Exception {
    String dsn = shop.project("browser", "javascript");
    Json.Obj sent = printed(Programs.browser(Map.of("DSN", dsn), "browser-sdk.mjs"));
    assertThat(sent.array("answers").items()).isNotEmpty().allMatch(Json.of(200L)::equals);
    node.awaitDrained();
    assertThat(shop.titles("browser")).containsExactly("TypeError: the card was declined");
    Json.Obj listed =
        (Json.Obj)
            ((Json.Arr) shop.get("/api/0/projects/acme/browser/events/"))
                .items().stream()
                    .filter(one -> one.text().contains("declined"))
                    .findFirst()
                    .orElseThrow();
    Json.Obj event = shop.event("browser", listed.string("eventID"));
    assertThat(event.object("contexts").object("browser").string("name")).contains("Chrome");
    assertThat(event.text()).contains("/shop.js", "\"ui.click\"");
    assertThat(shop.page("browser", String.valueOf(listed.string("eventID"))))
        .contains("the card was declined", "/shop.js", "ui.click", "Chrome");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentry-cli-2", "sentry-cli-3"})
  void sentryCliSends(String version) throws Exception {
    String dsn = shop.project(version, "other");
    Map<String, String> environment = Map.of("SENTRY_DSN", dsn);
    String cli = "node_modules/" + version + "/bin/sentry-cli";
    String said =
        Programs.node(
            environment, cli, "send-event", "-m", "deploy failed", "-r", "shop@1.2.3", "-t", "a:b");
    assertThat(said).contains("Event dispatched");
    Path envelope = folder.resolve("one.envelope");
    Files.writeString(
        envelope,
        """
        {"event_id":"d1c2b3a4958647788695a4b3c2d1e0f9"}
        {"type":"event"}
        {"event_id":"d1c2b3a4958647788695a4b3c2d1e0f9","message":"from an envelope"}
        """);
    Programs.node(environment, cli, "send-envelope", envelope.toString());
    node.awaitDrained();
    assertThat(shop.titles(version)).containsExactlyInAnyOrder("deploy failed", "from an envelope");
    assertThat(shop.page(version, shop.newest(version, "deploy failed")))
        .contains("deploy failed", "shop@1.2.3");
    assertThat(shop.page(version, "d1c2b3a4958647788695a4b3c2d1e0f9")).contains("from an envelope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentry-cli-2", "sentry-cli-3"})
  void sentryCliReadsAndChanges(String version) throws Exception {
    String slug = "cli-" + version.charAt(version.length() - 1);
    String dsn = shop.project(slug, "other");
    String cli = "node_modules/" + version + "/bin/sentry-cli";
    Map<String, String> environment =
        Map.of(
            "SENTRY_DSN",
            dsn,
            "SENTRY_URL",
            node.url(),
            "SENTRY_ORG",
            "acme",
            "SENTRY_PROJECT",
            slug,
            "SENTRY_AUTH_TOKEN",
            shop.token());
    Programs.node(environment, cli, "send-event", "-m", "deploy failed", "--level", "error");
    node.awaitDrained();
    assertThat(Programs.node(environment, cli, "info")).contains("ann@example.org", "org:read");
    assertThat(Programs.node(environment, cli, "organizations", "list")).contains("| acme ");
    assertThat(Programs.node(environment, cli, "projects", "list")).contains("| " + slug);
    assertThat(Programs.node(environment, cli, "events", "list")).contains("deploy failed");
    assertThat(Programs.node(environment, cli, "issues", "list")).contains("deploy failed");
    assertThat(Programs.node(environment, cli, "issues", "resolve", "--all"))
        .contains("Updated matching issues.");
    assertThat(Programs.node(environment, cli, "issues", "mute", "-s", "resolved"))
        .contains("new status: muted");
    assertThat(Programs.node(environment, cli, "issues", "unresolve", "-s", "muted"))
        .contains("new status: unresolved");
  }

  @Test
  void sentryCliTakesATokenOfTheOrganization() throws Exception {
    shop.project("builds", "other");
    String token =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql ->
                    OrganizationTokens.create(
                        sql, shop.organization().value(), "acme", node.url(), "ci", null)));
    Map<String, String> environment =
        Map.of("SENTRY_AUTH_TOKEN", token, "SENTRY_PROJECT", "builds");
    String cli = "node_modules/sentry-cli-3/bin/sentry-cli";
    assertThat(Programs.node(environment, cli, "info")).contains("org:ci");
    assertThat(Programs.node(environment, cli, "projects", "list")).contains("| builds");
  }

  private static Json.Obj printed(String output) throws Exception {
    return (Json.Obj) JsonText.parse(output);
  }

  private static List<String> types(Json.Obj event) {
    return event.array("entries").items().stream()
        .map(Json.Obj.class::cast)
        .filter(entry -> "exception".equals(entry.string("type")))
        .flatMap(entry -> entry.object("data").array("values").items().stream())
        .map(value -> ((Json.Obj) value).string("type"))
        .toList();
  }
}
