package dev.vedette.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import dev.vedette.testing.RunningNode;
import io.sentry.Attachment;
import io.sentry.Hint;
import io.sentry.ITransaction;
import io.sentry.Sentry;
import io.sentry.SentryLevel;
import io.sentry.UserFeedback;
import io.sentry.protocol.SentryId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java SDK against a running server: what it sends is what the API and the page show. */
class JavaSdkIT {

  private record Seed(String dsn, String token) {}

  @Test
  void theSdkReportsAndTheApiShows() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Seed seed = RunningNode.waiting(() -> node.database().inTransaction(sql -> seed(sql, node)));
      SentryId chained = report(seed.dsn());
      node.awaitDrained();
      Json.Arr issues = (Json.Arr) get(node, seed, "/api/0/projects/acme/shop/issues/");
      List<String> titles = new ArrayList<>();
      issues.items().forEach(issue -> titles.add(((Json.Obj) issue).string("title")));
      assertThat(titles)
          .containsExactlyInAnyOrder("IllegalStateException: checkout failed", "disk nearly full");
      Json.Obj event =
          (Json.Obj) get(node, seed, "/api/0/projects/acme/shop/events/" + chained + "/");
      Json.Obj entry = (Json.Obj) event.array("entries").get(0);
      assertThat(entry.string("type")).isEqualTo("exception");
      Json.Arr values = entry.object("data").array("values");
      assertThat(((Json.Obj) values.get(0)).string("type")).isEqualTo("NullPointerException");
      assertThat(((Json.Obj) values.get(1)).string("type")).isEqualTo("IllegalStateException");
      assertThat(event.object("userReport").string("comments")).isEqualTo("It broke.");
      Json.Arr files =
          (Json.Arr)
              get(node, seed, "/api/0/projects/acme/shop/events/" + chained + "/attachments/");
      assertThat(((Json.Obj) files.get(0)).string("name")).isEqualTo("log.txt");
      Json.Arr events = (Json.Arr) get(node, seed, "/api/0/projects/acme/shop/events/");
      assertThat(events.text()).contains("\"event.type\":\"transaction\"").contains("GET /cart");
      long sessions =
          RunningNode.waiting(() ->
              node.database()
                  .sql()
                  .one(
                      "SELECT coalesce(sum(total), 0)::int8 FROM session_hour",
                      row -> row.getLong(0)));
      assertThat(sessions).isEqualTo(1);
    }
  }

  private static Seed seed(Sql sql, RunningNode node) {
    OrganizationId organization = Provisioning.organization(sql, "acme", "Acme");
    Account owner = Accounts.create(sql, "a@example.org", null, true);
    Provisioning.member(sql, organization, owner.id(), Role.OWNER.label());
    ProjectId project = Provisioning.project(sql, organization, "shop", "Shop", "java", null);
    String key = Provisioning.firstKey(sql, project).orElseThrow();
    return new Seed(
        Provisioning.dsn(node.url(), key, project),
        Tokens.create(sql, owner.id(), "", Role.OWNER.scopes()));
  }

  private static SentryId report(String dsn) {
    Sentry.init(options -> {
      options.setDsn(dsn);
      options.setRelease("shop@1.2.3");
      options.setTracesSampleRate(1.0);
      options.setEnableUncaughtExceptionHandler(false);
    });
    try {
      Sentry.startSession();
      Hint hint = new Hint();
      hint.addAttachment(
          new Attachment("hello".getBytes(StandardCharsets.UTF_8), "log.txt", "text/plain"));
      Exception failure =
          new IllegalStateException("checkout failed", new NullPointerException("cart"));
      SentryId chained = Sentry.captureException(failure, hint);
      Sentry.captureMessage("disk nearly full", SentryLevel.WARNING);
      UserFeedback feedback = new UserFeedback(chained, "Jane", "jane@example.org", "It broke.");
      Sentry.captureUserFeedback(feedback);
      ITransaction transaction = Sentry.startTransaction("GET /cart", "http.server");
      transaction.startChild("db", "SELECT 1").finish();
      transaction.finish();
      Sentry.endSession();
      Sentry.flush(10_000);
      return chained;
    } finally {
      Sentry.close();
    }
  }

  private static Json get(RunningNode node, Seed seed, String path) throws Exception {
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(node.url() + path))
                    .header("Authorization", "Bearer " + seed.token())
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return JsonText.parse(response.body());
  }
}
