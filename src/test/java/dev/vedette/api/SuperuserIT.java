package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Accounts;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.WebSession;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those who run the server do everything everywhere, once they have said so (spec 11 §2.7). */
class SuperuserIT {

  private static final String RUNNER = "runner@example.org";
  private static final String MEMBER = "member@example.org";
  private static final String PASSWORD = "a-long-password";
  private static final String FOREIGN = "/api/0/projects/foreign/theirs/";

  private static RunningNode node;

  private WebSession session;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> {
              Accounts.create(sql, RUNNER, PASSWORD, true);
              Accounts.create(sql, MEMBER, PASSWORD, false);
              OrganizationId foreign = Provisioning.organization(sql, "foreign", "Foreign");
              long team = Provisioning.team(sql, foreign, "theirs", "Theirs");
              ProjectId project =
                  Provisioning.project(sql, foreign, "theirs", "Theirs", "python", team);
              assertThat(project.value()).isPositive();
              return true;
            }));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @BeforeEach
  void open() {
    session = new WebSession(node);
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return session.call(method, path, body);
  }

  private void logIn(String email) throws Exception {
    assertThat(session.logIn(email, PASSWORD)).isEqualTo(200);
  }

  private int confirm() throws Exception {
    return call(
            "PUT",
            "/api/0/auth/",
            "{\"password\":\"%s\",\"isSuperuserModal\":true}".formatted(PASSWORD))
        .statusCode();
  }

  @Test
  void theyReachEveryOrganizationUntilTheyLogOut() throws Exception {
    logIn(RUNNER);
    assertThat(call("GET", FOREIGN, "").statusCode()).isEqualTo(403);
    assertThat(call("GET", "/api/0/organizations/?show=all", "").body()).isEqualTo("[]");
    assertThat(confirm()).isEqualTo(200);
    assertThat(call("GET", FOREIGN, "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/api/0/organizations/?show=all", "").body())
        .contains("\"slug\":\"foreign\"");
    assertThat(call("PUT", FOREIGN, "{\"name\":\"Seen to\"}").statusCode()).isEqualTo(200);
    assertThat(call("POST", "/api/0/organizations/foreign/teams/", "{\"name\":\"New\"}").body())
        .contains("\"isMember\":false");
    assertThat(call("DELETE", "/api/0/auth/", "").statusCode()).isEqualTo(204);
    logIn(RUNNER);
    assertThat(call("GET", FOREIGN, "").statusCode()).isEqualTo(403);
  }

  @Test
  void whoIsIdleIsAnOrdinaryUserAgain() throws Exception {
    logIn(RUNNER);
    assertThat(confirm()).isEqualTo(200);
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE web_session SET superuser_used = superuser_used - interval '16 minutes'"));
    assertThat(call("GET", FOREIGN, "").statusCode()).isEqualTo(403);
  }

  @Test
  void aPasswordMakesNobodyElseASuperuser() throws Exception {
    logIn(MEMBER);
    assertThat(confirm()).isEqualTo(200);
    assertThat(call("GET", FOREIGN, "").statusCode()).isEqualTo(403);
    assertThat(session.cookies().getCookieStore().getCookies())
        .extracting(HttpCookie::getName)
        .doesNotContain("su");
  }
}
