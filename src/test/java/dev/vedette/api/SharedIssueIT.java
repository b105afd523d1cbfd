package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issues that everybody may read who knows their address (spec 04 §13.4). */
class SharedIssueIT {

  private static final String EVENT =
      """
      {"exception":{"values":[{"type":"ValueError","value":"bad till",
       "mechanism":{"type":"excepthook","data":{"who":"jo@example.org"}},
       "raw_stacktrace":{"frames":[{"function":"pay","filename":"till.py","vars":{"pin":"4711"}}]},
       "stacktrace":{"registers":{"rax":"0x4711"},"frames":[
         {"function":"pay","filename":"till.py","lineno":3,
          "vars":{"pin":"4711","password":"4711","long":"%s"}}]}}]},
       "threads":{"values":[{"id":1,"stacktrace":{"frames":[
         {"function":"run","filename":"till.py","vars":{"pin":"4711"}}]}}]},
       "user":{"email":"jo@example.org"},"extra":{"note":"jo@example.org"},
       "request":{"url":"https://example.org/jo@example.org"},
       "breadcrumbs":{"values":[{"message":"jo@example.org"}]},
       "tags":{"who":"jo@example.org"},"contexts":{"desk":{"name":"jo@example.org"}}}\
      """
          .formatted("jo@example.org ".repeat(100));

  private static RunningNode node;
  private static Shop shop;
  private static String issue;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    shop.report(shop.project("shared", "python"), EVENT);
    Json.Arr issues = (Json.Arr) shop.get("/api/0/projects/acme/shared/issues/");
    issue = "/api/0/organizations/acme/issues/" + ((Json.Obj) issues.get(0)).string("id") + "/";
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj share(boolean on) throws Exception {
    Shop.Changed changed = shop.put(issue, Json.object().put("isPublic", on).build());
    assertThat(changed.status()).isEqualTo(200);
    return (Json.Obj) changed.body();
  }

  /** Without any credential. */
  private static HttpResponse<String> read(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + "/api/0/" + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everybodyReadsTheErrorButNotWhomItHappenedTo() throws Exception {
    String share = share(true).string("shareId");
    assertThat(share).matches("[0-9a-f]{32}");
    HttpResponse<String> answer = read("shared/issues/" + share + "/");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("bad till", "till.py", "ValueError")
        .doesNotContain("4711", "jo@example.org", "\"vars\"", "@password");
    Json.Obj shown = JsonText.parseTrustedObject(answer.body());
    assertThat(shown.object("project").object("organization").string("slug")).isEqualTo("acme");
    assertThat(shown.object("latestEvent").get("tags")).isNull();
    assertThat(read("organizations/acme/shared/issues/" + share + "/").statusCode()).isEqualTo(200);
    assertThat(read("organizations/other/shared/issues/" + share + "/").statusCode())
        .isEqualTo(404);
  }

  @Test
  void anAddressEndsWithItsShare() throws Exception {
    String first = share(true).string("shareId");
    String second = share(true).string("shareId");
    assertThat(second).isNotEqualTo(first);
    assertThat(read("shared/issues/" + first + "/").statusCode()).isEqualTo(404);
    assertThat(share(false).bool("isPublic")).isFalse();
    assertThat(share(false).string("shareId")).isNull();
    assertThat(read("shared/issues/" + second + "/").statusCode()).isEqualTo(404);
    Json.Arr activity = ((Json.Obj) shop.get(issue)).array("activity");
    assertThat(((Json.Obj) activity.get(0)).string("type")).isEqualTo("set_private");
    assertThat(((Json.Obj) activity.get(1)).string("type")).isEqualTo("set_public");
  }

  @Test
  void organizationsMayForbidIt() throws Exception {
    String share = share(true).string("shareId");
    setAllowed(false);
    assertThat(shop.put(issue, Json.object().put("isPublic", true).build()).status())
        .isEqualTo(403);
    assertThat(read("shared/issues/" + share + "/").statusCode()).isEqualTo(404);
    setAllowed(true);
    assertThat(read("shared/issues/" + share + "/").statusCode()).isEqualTo(200);
  }

  private static void setAllowed(boolean allowed) throws Exception {
    assertThat(
            shop.put(
                    "/api/0/organizations/acme/",
                    Json.object().put("allowSharedIssues", allowed).build())
                .status())
        .isEqualTo(200);
  }
}
