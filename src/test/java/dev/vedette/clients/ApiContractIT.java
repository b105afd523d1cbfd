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
import java.util.Set;
import java.util.TreeSet;
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

  private static final String ORGANIZATION = "/api/0/organizations/acme/";
  private static final String PROJECT = "/api/0/projects/acme/web/";
  private static final String TEAM = "/api/0/teams/acme/back-end/";
  private static final Set<String> TRIED = new TreeSet<>();

  private static RunningNode node;
  private static Shop shop;
  private static OpenApi contract;
  private static String issue;
  private static String event;
  private static String withFile;
  private static String file;

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
    withFile = sendFile(dsn);
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
    Json.Arr files = (Json.Arr) shop.get(PROJECT + "events/" + withFile + "/attachments/");
    file = ((Json.Obj) files.get(0)).string("id");
  }

  private static String sendFile(Dsn dsn) throws Exception {
    String id = java.util.UUID.randomUUID().toString().replace("-", "");
    String envelope =
        """
        {"event_id":"%s"}
        {"type":"event"}
        {"message":"number 0","fingerprint":["0"]}
        {"type":"attachment","filename":"log.txt","length":4}
        done
        """;
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/api/%d/envelope/?sentry_key=%s"
                                .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                    .POST(HttpRequest.BodyPublishers.ofString(envelope.formatted(id)))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(200);
    return id;
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
    TRIED.add(contract.named(method, plain));
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
    problems.addAll(read());
    problems.addAll(changed());
    problems.addAll(ofMembers());
    problems.addAll(deleted());
    Set<String> untried = new TreeSet<>(contract.servedBy(node.routes()));
    untried.removeAll(TRIED);
    assertThat(untried).isEmpty();
    assertThat(problems).isEmpty();
  }

  private static List<String> read() throws Exception {
    List<String> problems = new ArrayList<>();
    problems.addAll(
        problems(
            "POST",
            PROJECT + "user-feedback/",
            "{\"event_id\":\"%s\",\"name\":\"Bo\",\"email\":\"bo@example.org\",\"comments\":\"It jams\"}"
                .formatted(event)));
    for (String path :
        new String[] {
          "/api/0/organizations/",
          ORGANIZATION,
          ORGANIZATION + "projects/",
          ORGANIZATION + "teams/",
          ORGANIZATION + "members/",
          ORGANIZATION + "environments/",
          ORGANIZATION + "repos/",
          ORGANIZATION + "stats_v2/?field=sum(quantity)&groupBy=category&statsPeriod=1d",
          ORGANIZATION + "eventids/" + event + "/",
          ORGANIZATION + "issues/",
          ORGANIZATION + "issues/?query=nothing-like-this",
          ORGANIZATION + "issues/" + issue + "/",
          ORGANIZATION + "issues/" + issue + "/events/",
          ORGANIZATION + "issues/" + issue + "/events/latest/",
          ORGANIZATION + "issues/" + issue + "/external-issues/",
          ORGANIZATION + "issues/" + issue + "/hashes/",
          ORGANIZATION + "issues/" + issue + "/tags/level/",
          ORGANIZATION + "issues/" + issue + "/tags/level/values/",
          ORGANIZATION + "shortids/WEB-1/",
          PROJECT,
          PROJECT + "environments/",
          PROJECT + "environments/prod/",
          PROJECT + "events/",
          PROJECT + "events/" + event + "/",
          PROJECT + "events/" + withFile + "/attachments/",
          PROJECT + "events/" + withFile + "/attachments/" + file + "/",
          PROJECT + "filters/",
          PROJECT + "issues/",
          PROJECT + "keys/",
          PROJECT + "members/",
          PROJECT + "stats/?stat=received",
          PROJECT + "user-feedback/",
          PROJECT + "users/",
          "/api/0/projects/acme/quiet/issues/",
        }) {
      problems.addAll(problems("GET", path, ""));
    }
    return problems;
  }

  private static List<String> changed() throws Exception {
    List<String> problems = new ArrayList<>();
    problems.addAll(problems("PUT", PROJECT, "{\"name\":\"Web\",\"resolveAge\":720}"));
    problems.addAll(problems("POST", ORGANIZATION + "projects/", "{\"name\":\"Desk\"}"));
    problems.addAll(problems("PUT", PROJECT + "filters/localhost/", "{\"active\":true}"));
    problems.addAll(problems("PUT", PROJECT + "environments/prod/", "{\"isHidden\":true}"));
    problems.addAll(
        problems("PUT", PROJECT + "environments/?id=" + environment(), "{\"isHidden\":false}"));
    problems.addAll(problems("POST", PROJECT + "keys/", "{\"name\":\"second\"}"));
    String key =
        PROJECT
            + "keys/"
            + ((Json.Obj) ((Json.Arr) shop.get(PROJECT + "keys/")).get(0)).string("id")
            + "/";
    problems.addAll(problems("GET", key, ""));
    problems.addAll(problems("PUT", key, "{\"name\":\"renamed\"}"));
    problems.addAll(problems("DELETE", key, ""));
    problems.addAll(problems("POST", ORGANIZATION + "teams/", "{\"name\":\"Back End\"}"));
    problems.addAll(problems("POST", TEAM + "projects/", "{\"name\":\"日本\"}"));
    for (String path :
        new String[] {
          TEAM,
          TEAM + "members/",
          TEAM + "projects/",
          ORGANIZATION + "user-teams/",
          ORGANIZATION + "members/me/",
          PROJECT + "teams/",
        }) {
      problems.addAll(problems("GET", path, ""));
    }
    problems.addAll(problems("PUT", TEAM, "{\"name\":\"Backend\"}"));
    problems.addAll(problems("POST", PROJECT + "teams/back-end/", ""));
    problems.addAll(problems("DELETE", PROJECT + "teams/back-end/", ""));
    problems.addAll(
        problems("PUT", ORGANIZATION, "{\"accountRateLimit\":0,\"dataScrubber\":true}"));
    problems.addAll(
        problems("PUT", ORGANIZATION + "issues/" + issue + "/", "{\"status\":\"resolved\"}"));
    problems.addAll(
        problems("PUT", ORGANIZATION + "issues/?id=" + issue, "{\"status\":\"unresolved\"}"));
    problems.addAll(problems("PUT", PROJECT + "issues/?id=" + issue, "{\"status\":\"muted\"}"));
    return problems;
  }

  private static List<String> ofMembers() throws Exception {
    List<String> problems = new ArrayList<>();
    String members = ORGANIZATION + "members/";
    problems.addAll(
        problems(
            "POST",
            members,
            "{\"email\":\"cy@example.org\",\"orgRole\":\"member\",\"teamRoles\":[]}"));
    Json.Arr invited = (Json.Arr) shop.get(members + "?query=email:cy@example.org");
    String one = members + ((Json.Obj) invited.get(0)).string("id") + "/";
    String place = one + "teams/back-end/";
    problems.addAll(problems("PUT", one, "{\"orgRole\":\"manager\"}"));
    problems.addAll(problems("POST", place, ""));
    problems.addAll(problems("PUT", place, "{\"teamRole\":\"admin\"}"));
    problems.addAll(problems("DELETE", place, ""));
    problems.addAll(problems("DELETE", one, ""));
    return problems;
  }

  private static List<String> deleted() throws Exception {
    List<String> problems = new ArrayList<>();
    String quiet = "/api/0/projects/acme/gone/";
    Dsn dsn = Dsn.parse(shop.project("gone", "node")).orElseThrow();
    for (int i = 0; i < 3; i++) {
      send(dsn, "{\"message\":\"gone %d\",\"fingerprint\":[\"gone %d\"]}".formatted(i, i));
    }
    node.awaitDrained();
    List<String> issues =
        ((Json.Arr) shop.get(quiet + "issues/"))
            .items().stream().map(found -> ((Json.Obj) found).string("id")).toList();
    problems.addAll(problems("DELETE", ORGANIZATION + "issues/" + issues.get(0) + "/", ""));
    problems.addAll(problems("DELETE", ORGANIZATION + "issues/?id=" + issues.get(1), ""));
    problems.addAll(problems("DELETE", quiet + "issues/?id=" + issues.get(2), ""));
    problems.addAll(problems("DELETE", quiet, ""));
    problems.addAll(problems("DELETE", TEAM, ""));
    return problems;
  }

  private static String environment() throws Exception {
    return ((Json.Obj) shop.get(PROJECT + "environments/prod/")).string("id");
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
