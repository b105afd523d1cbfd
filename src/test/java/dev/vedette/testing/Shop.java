package dev.vedette.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Organization {@code acme} on a running server, with an owner and projects.
 *
 * @param token an API token with all scopes of the owner
 */
public record Shop(RunningNode node, OrganizationId organization, String token) {

  public static final String EMAIL = "ann@example.org";
  public static final String PASSWORD = "a-long-password";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Makes the organization. */
  public static Shop on(RunningNode node) throws Exception {
    return RunningNode.waiting(() -> node.database().inTransaction(sql -> seed(sql, node)));
  }

  private static Shop seed(Sql sql, RunningNode node) {
    OrganizationId organization = Provisioning.organization(sql, "acme", "Acme");
    Account owner = Accounts.create(sql, EMAIL, PASSWORD, true);
    Provisioning.member(sql, organization, owner.id(), Role.OWNER.label());
    return new Shop(node, organization, Tokens.create(sql, owner.id(), "", Role.OWNER.scopes()));
  }

  /** Makes a project and gives its DSN. */
  public String project(String slug, String platform) throws Exception {
    return RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> {
              ProjectId id = Provisioning.project(sql, organization, slug, slug, platform, null);
              String key = Provisioning.firstKey(sql, id).orElseThrow();
              return Provisioning.dsn(node.url(), key, id);
            }));
  }

  /** The answer of the API, which must be 200. */
  public Json get(String path) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return JsonText.parse(response.body());
  }

  /** Any answer of the API: its status and its body. */
  public Changed ask(String path) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Changed(response.statusCode(), JsonText.parse(response.body()));
  }

  /** An answer of the API to a change: its status and its body. */
  public record Changed(int status, Json body) {}

  /** Sends a change to the API. */
  public Changed put(String path, Json.Obj change) throws Exception {
    return send("PUT", path, change);
  }

  /** Sends a request with a body to the API; an empty answer counts as null. */
  public Changed send(String method, String path, Json.Obj change) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(change.text()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Changed(
        response.statusCode(),
        response.body().length == 0 ? Json.NULL : JsonText.parse(response.body()));
  }

  /** Sends an event as an SDK would, and waits until it is saved; gives its id. */
  public String report(String dsn, String event) throws Exception {
    String id = send(dsn, event);
    node.awaitDrained();
    return id;
  }

  /** Sends an event as an SDK would; gives its id. */
  public String send(String dsn, String event) throws Exception {
    URI target = URI.create(dsn);
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api%s/store/?sentry_key=%s"
                            .formatted(node.url(), target.getPath(), target.getUserInfo())))
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return String.valueOf(((Json.Obj) JsonText.parse(response.body())).string("id"));
  }

  /** Sends an envelope as an SDK would. */
  public void envelope(String dsn, String envelope) throws Exception {
    URI target = URI.create(dsn);
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api%s/envelope/?sentry_key=%s"
                            .formatted(node.url(), target.getPath(), target.getUserInfo())))
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** Titles of all issues of a project. */
  public List<String> titles(String project) throws Exception {
    List<String> titles = new ArrayList<>();
    for (Json issue :
        ((Json.Arr) get("/api/0/projects/acme/" + project + "/issues/?query=")).items()) {
      titles.add(((Json.Obj) issue).string("title"));
    }
    return titles;
  }

  /** An event by its id. */
  public Json.Obj event(String project, String id) throws Exception {
    return (Json.Obj) get("/api/0/projects/acme/" + project + "/events/" + id + "/");
  }

  /** The page of an issue with one of its events, as the owner's browser gets it. */
  public String page(String project, String event) throws Exception {
    String issue = event(project, event).string("groupID");
    HttpResponse<byte[]> login =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "email=%s&password=%s".formatted(EMAIL, PASSWORD)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    HttpResponse<String> page =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("%s/acme/issues/%s/events/%s/".formatted(node.url(), issue, event)))
                .header("Cookie", cookie)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }

  /** Id of the newest event of a project whose title holds a text. */
  public String newest(String project, String text) throws Exception {
    return ((Json.Arr) get("/api/0/projects/acme/" + project + "/events/"))
        .items().stream()
            .map(Json.Obj.class::cast)
            .filter(event -> String.valueOf(event.string("title")).contains(text))
            .findFirst()
            .map(event -> String.valueOf(event.string("eventID")))
            .orElseThrow();
  }

  /** A number from the database. */
  public long count(String query) throws Exception {
    return RunningNode.waiting(() -> node.database().sql().one(query, row -> row.getLong(0)));
  }

  /** Sum of the outcomes of a project that a condition of SQL chooses. */
  public long outcomes(Dsn dsn, String condition) throws Exception {
    return count(
        "SELECT coalesce(sum(quantity), 0)::int8 FROM (SELECT * FROM outcome_hour UNION ALL"
            + " SELECT * FROM outcome_delta) o WHERE project_id = "
            + dsn.projectId()
            + " AND "
            + condition);
  }

  /** Waits for a sum; outcomes of what was refused lag up to a second. */
  public void awaitOutcomes(Dsn dsn, String condition, long expected) throws Exception {
    node.awaitDrained();
    long limit = System.nanoTime() + 10_000_000_000L;
    while (outcomes(dsn, condition) != expected && System.nanoTime() < limit) {
      LockSupport.parkNanos(50_000_000);
    }
    if (outcomes(dsn, condition) != expected) {
      throw new AssertionError(
          "%s: %d instead of %d".formatted(condition, outcomes(dsn, condition), expected));
    }
  }
}
