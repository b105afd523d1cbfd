package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.testing.OpenApi;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of the API against the public contract that scripts are written for. */
class ApiContractIT {

  /**
   * What the contract asks for and the specification answers otherwise: an unowned issue has no
   * owner, one that nobody has to look through has no reason to, nobody has a name for the time of
   * an automatic fix, a project's last team may go, and there are no settings for reviews, coding
   * agents and relays.
   */
  private static final List<String> KNOWN =
      List.of(
          "].inbox must not be null",
          "].owners must not be null",
          "].derivedData is missing",
          ".inbox is missing",
          ".owners is missing",
          ".team must not be null",
          ".autoEnableCodeReview is missing",
          ".autoOpenPrs is missing",
          ".defaultAutofixAutomationTuning is missing",
          ".defaultAutomatedRunStoppingPoint is missing",
          ".defaultCodeReviewTriggers is missing",
          ".defaultCodingAgent is missing",
          ".defaultCodingAgentIntegrationId is missing",
          ".defaultSeerScannerAutomation is missing",
          ".enableSeerCoding is missing",
          ".hideAiFeatures is missing",
          ".relayDsnEndpoint is missing");

  private static RunningNode node;
  private static Shop shop;
  private static OpenApi contract;
  private static String issue;
  private static String event;

  @BeforeAll
  static void start() throws Exception {
    contract = OpenApi.load();
    node = RunningNode.start(null);
    shop = Shop.on(node);
    Dsn dsn = Dsn.parse(shop.project("web", "python")).orElseThrow();
    for (int i = 0; i < 101; i++) {
      send(
          dsn,
          "{\"message\":\"number %d\",\"fingerprint\":[\"%d\"],\"user\":{\"id\":\"7\",\"email\":\"jane@example.org\"}}"
              .formatted(i, i));
    }
    send(
        dsn,
        "{\"exception\":{\"type\":\"ValueError\",\"value\":\"bad\",\"mechanism\":{\"type\":\"x\",\"handled\":false}},\"release\":\"web@1\",\"environment\":\"prod\"}");
    shop.project("quiet", "node");
    node.awaitDrained();
    Json.Obj newest = (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/web/issues/")).get(0);
    issue = newest.string("id");
    event =
        ((Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/web/events/")).get(0))
            .string("eventID");
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static void send(Dsn dsn, String payload) throws Exception {
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/api/%d/store/?sentry_key=%s"
                                .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                    .POST(HttpRequest.BodyPublishers.ofString(payload))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static HttpResponse<byte[]> call(String method, String path, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + shop.token())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static List<String> problems(String method, String path, String body) throws Exception {
    HttpResponse<byte[]> answer = call(method, path, body);
    Json json = answer.body().length == 0 ? Json.NULL : JsonText.parse(answer.body());
    List<String> found = new ArrayList<>();
    String plain = path.replaceAll("\\?.*", "");
    for (String problem :
        contract.problems(
            method.toLowerCase(java.util.Locale.ROOT), plain, answer.statusCode(), json)) {
      if (KNOWN.stream().noneMatch(problem::endsWith)) {
        found.add(method + " " + path + ": " + problem);
      }
    }
    return found;
  }

  @Test
  void answersAreAsTheContractHasThem() throws Exception {
    List<String> problems = new ArrayList<>();
    String organization = "/api/0/organizations/acme/";
    String project = "/api/0/projects/acme/web/";
    for (String path :
        new String[] {
          "/api/0/organizations/",
          organization,
          organization + "projects/",
          organization + "teams/",
          organization + "members/",
          organization + "environments/",
          organization + "issues/",
          organization + "issues/?query=nothing-like-this",
          organization + "issues/" + issue + "/",
          organization + "issues/" + issue + "/events/",
          organization + "issues/" + issue + "/events/latest/",
          organization + "issues/" + issue + "/tags/level/",
          organization + "issues/" + issue + "/tags/level/values/",
          organization + "shortids/WEB-1/",
          project,
          project + "keys/",
          project + "issues/",
          project + "events/",
          project + "events/" + event + "/",
          "/api/0/projects/acme/quiet/issues/",
        }) {
      problems.addAll(problems("GET", path, ""));
    }
    problems.addAll(problems("PUT", project, "{\"name\":\"Web\",\"resolveAge\":720}"));
    problems.addAll(problems("POST", project + "keys/", "{\"name\":\"second\"}"));
    problems.addAll(problems("POST", organization + "teams/", "{\"name\":\"Back End\"}"));
    problems.addAll(problems("POST", "/api/0/teams/acme/back-end/projects/", "{\"name\":\"日本\"}"));
    for (String path :
        new String[] {
          "/api/0/teams/acme/back-end/",
          "/api/0/teams/acme/back-end/members/",
          "/api/0/teams/acme/back-end/projects/",
          organization + "user-teams/",
          organization + "members/me/",
          project + "teams/",
        }) {
      problems.addAll(problems("GET", path, ""));
    }
    problems.addAll(problems("PUT", "/api/0/teams/acme/back-end/", "{\"name\":\"Backend\"}"));
    problems.addAll(problems("POST", project + "teams/back-end/", ""));
    problems.addAll(problems("DELETE", project + "teams/back-end/", ""));
    problems.addAll(
        problems("PUT", organization, "{\"accountRateLimit\":0,\"dataScrubber\":true}"));
    problems.addAll(
        problems("PUT", organization + "issues/" + issue + "/", "{\"status\":\"resolved\"}"));
    problems.addAll(problems("PUT", project + "issues/?id=" + issue, "{\"status\":\"muted\"}"));
    assertThat(problems).isEmpty();
  }

  @Test
  void listsHavePagesThatMeet() throws Exception {
    List<String> seen = new ArrayList<>();
    String path = "/api/0/projects/acme/web/issues/?query=&limit=50";
    for (int pages = 0; path != null && pages < 5; pages++) {
      HttpResponse<byte[]> answer = call("GET", path, "");
      for (Json one : ((Json.Arr) JsonText.parse(answer.body())).items()) {
        seen.add(((Json.Obj) one).string("id"));
      }
      String link = answer.headers().firstValue("Link").orElseThrow();
      var next =
          java.util.regex.Pattern.compile("<([^>]+)>; rel=\"next\"; results=\"true\"")
              .matcher(link);
      path =
          next.find()
              ? URI.create(next.group(1)).getRawPath()
                  + "?"
                  + URI.create(next.group(1)).getRawQuery()
              : null;
    }
    assertThat(seen).hasSize(102).doesNotHaveDuplicates();
  }

  @Test
  void mistakesNameTheirField() throws Exception {
    assertThat(text("PUT", "/api/0/organizations/acme/issues/" + issue + "/", "{\"status\":\"x\"}"))
        .isEqualTo("400 {\"status\":[\"\\\"x\\\" is not a valid choice.\"]}");
    assertThat(text("PUT", "/api/0/projects/acme/web/", "{\"allowedDomains\":[]}"))
        .contains("{\"allowedDomains\":[\"Empty value will block all requests");
    assertThat(
            text(
                "POST",
                "/api/0/projects/acme/web/keys/",
                "{\"rateLimit\":{\"count\":-1,\"window\":60}}"))
        .isEqualTo(
            "400 {\"rateLimit\":{\"count\":[\"Ensure this value is greater than or equal to 0.\"]}}");
    assertThat(text("GET", "/api/0/organizations/acme/issues/?cursor=0:0:y", ""))
        .startsWith("400 {\"detail\":");
    assertThat(text("GET", "/api/0/organizations/acme/issues/?query=%00", ""))
        .startsWith("400 {\"detail\":");
  }

  @Test
  void filtersOfProjectsTakeEffectUnderTheNamesOfTheApi() throws Exception {
    assertThat(
            text(
                "PUT",
                "/api/0/projects/acme/quiet/",
                "{\"options\":{\"filters:releases\":\"1.*\\n 2.*\",\"nobody:knows\":1}}"))
        .contains("\"filters:releases\":\"1.*\\n2.*\"")
        .doesNotContain("nobody:knows");
    Dsn dsn =
        Dsn.parse(
                ((Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/quiet/keys/")).get(0))
                    .object("dsn")
                    .string("public"))
            .orElseThrow();
    send(dsn, "{\"message\":\"old\",\"release\":\"1.7\"}");
    send(dsn, "{\"message\":\"new\",\"release\":\"3.0\"}");
    node.awaitDrained();
    assertThat(shop.titles("quiet")).containsExactly("new");
  }

  @Test
  void tagsOfAnIssueAreCounted() throws Exception {
    String path = "/api/0/organizations/acme/issues/" + issue + "/tags/";
    Json.Obj release = (Json.Obj) shop.get(path + "release/");
    assertThat(release.get("totalValues")).isEqualTo(Json.of(1));
    assertThat(((Json.Obj) release.array("topValues").get(0)).string("value")).isEqualTo("web@1");
    assertThat(((Json.Arr) shop.get(path)).items())
        .extracting(tag -> ((Json.Obj) tag).string("key"))
        .contains("release", "environment", "level");
    assertThat(call("GET", path + "nothing/", "").statusCode()).isEqualTo(404);
    Json.Obj details = (Json.Obj) shop.get("/api/0/organizations/acme/issues/" + issue + "/");
    assertThat(details.array("tags").size()).isGreaterThan(2);
  }

  @Test
  void whatAPersonMarksIsTheirs() throws Exception {
    String path = "/api/0/organizations/acme/issues/" + issue + "/";
    text("PUT", path, "{\"isBookmarked\":true,\"hasSeen\":true}");
    Json.Obj marked = (Json.Obj) shop.get(path);
    assertThat(marked.bool("isBookmarked")).isTrue();
    assertThat(marked.bool("hasSeen")).isTrue();
    assertThat(marked.bool("isUnhandled")).isTrue();
  }

  @Test
  void theLastOwnerStaysAndNobodyRaisesThemselves() throws Exception {
    assertThat(text("DELETE", "/api/0/organizations/acme/members/me/", ""))
        .startsWith("403 ")
        .contains("only remaining owner");
    assertThat(text("PUT", "/api/0/organizations/acme/members/me/", "{\"orgRole\":\"member\"}"))
        .isEqualTo("400 {\"detail\":\"You cannot make changes to your own role.\"}");
    assertThat(text("GET", "/api/0/organizations/acme/members/4711/", "")).startsWith("404 ");
  }

  private static String text(String method, String path, String body) throws Exception {
    HttpResponse<byte[]> answer = call(method, path, body);
    return answer.statusCode()
        + " "
        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
