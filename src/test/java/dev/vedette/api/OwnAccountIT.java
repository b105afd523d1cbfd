package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Accounts;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import dev.vedette.testing.WebSession;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people change in their own accounts by the API (spec 11 §8.3). */
class OwnAccountIT {

  private static final String ME = "/api/0/users/me/";
  private static final String SECOND = "a-second-password";

  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    var unused = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj change(WebSession ann, String body, int status) throws Exception {
    HttpResponse<String> answer = ann.call("PUT", ME, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonText.parseTrustedObject(answer.body());
  }

  @Test
  void namesAreChangedButNotToThoseOfOthers() throws Exception {
    WebSession ann = WebSession.of(node, Shop.EMAIL, Shop.PASSWORD);
    Json.Obj changed = change(ann, "{\"name\":\"Ann Lee\",\"username\":\"ann\"}", 200);
    assertThat(changed.string("name")).isEqualTo("Ann Lee");
    assertThat(changed.string("username")).isEqualTo("ann");
    assertThat(new WebSession(node).logIn("ann", Shop.PASSWORD)).isEqualTo(200);
    RunningNode.waiting(() ->
        node.database().inTransaction(sql -> Accounts.create(sql, "cy@example.org", null, false)));
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update("UPDATE account SET username = 'Dot' WHERE email = 'cy@example.org'"));
    for (String wrong : new String[] {"CY@example.org", "nobody@example.org", "42", " "}) {
      assertThat(change(ann, "{\"username\":\"%s\"}".formatted(wrong), 400).text())
          .as(wrong)
          .startsWith("{\"username\":[");
    }
    assertThat(change(ann, "{\"username\":\"dot\"}", 400).text())
        .isEqualTo("{\"username\":[\"That username is already in use.\"]}");
    assertThat(change(ann, "{\"name\":\"%s\"}".formatted("x".repeat(201)), 400).text())
        .contains("\"name\"");
    assertThat(ann.call("PUT", "/api/0/users/999999/", "{\"name\":\"x\"}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void aNewPasswordNeedsTheOldOneAndEndsOtherSessions() throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> Accounts.create(sql, "di@example.org", Shop.PASSWORD, false)));
    WebSession here = WebSession.of(node, "di@example.org", Shop.PASSWORD);
    WebSession elsewhere = WebSession.of(node, "di@example.org", Shop.PASSWORD);
    for (String wrong :
        new String[] {
          "{\"password\":\"%s\",\"passwordNew\":\"short\",\"passwordVerify\":\"short\"}"
              .formatted(Shop.PASSWORD),
          "{\"password\":\"%s\",\"passwordNew\":\"%s\",\"passwordVerify\":\"other\"}"
              .formatted(Shop.PASSWORD, SECOND),
          "{\"password\":\"guessed\",\"passwordNew\":\"%1$s\",\"passwordVerify\":\"%1$s\"}"
              .formatted(SECOND),
        }) {
      assertThat(here.call("PUT", ME + "password/", wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    String right =
        "{\"password\":\"%s\",\"passwordNew\":\"%2$s\",\"passwordVerify\":\"%2$s\"}"
            .formatted(Shop.PASSWORD, SECOND);
    assertThat(here.call("PUT", ME + "password/", right).statusCode()).isEqualTo(204);
    assertThat(here.call("GET", ME, "").statusCode()).isEqualTo(200);
    assertThat(elsewhere.call("GET", ME, "").statusCode()).isEqualTo(401);
    assertThat(new WebSession(node).logIn("di@example.org", SECOND)).isEqualTo(200);
    assertThat(here.call("GET", ME + "emails/", "").body())
        .isEqualTo("[{\"email\":\"di@example.org\",\"isPrimary\":true,\"isVerified\":true}]");
  }
}
