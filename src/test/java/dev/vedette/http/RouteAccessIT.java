package dev.vedette.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.OrganizationTokens;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Tokens;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.RunningNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Walks all routes with no, foreign, weak, expired, disabled and unknown credentials. */
class RouteAccessIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private static RunningNode node;
  private static String foreign;
  private static String weak;
  private static String expired;
  private static String disabled;
  private static String machine;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    RunningNode.waiting(RouteAccessIT::prepare);
  }

  private static boolean prepare() {
    return node.database()
        .inTransaction(sql -> {
          OrganizationId ours = Provisioning.organization(sql, "acme", "Acme");
          OrganizationId theirs = Provisioning.organization(sql, "other", "Other");
          Account member = Accounts.create(sql, "member@example.org", null, false);
          Account stranger = Accounts.create(sql, "stranger@example.org", null, false);
          Account gone = Accounts.create(sql, "gone@example.org", null, false);
          Provisioning.member(sql, ours, member.id(), Role.OWNER.label());
          Provisioning.member(sql, ours, gone.id(), Role.OWNER.label());
          Provisioning.member(sql, theirs, stranger.id(), Role.OWNER.label());
          long team = Provisioning.team(sql, ours, "acme", "Acme");
          Provisioning.project(sql, ours, "shop", "Shop", null, team);
          foreign = Tokens.create(sql, stranger.id(), "", Role.OWNER.scopes());
          weak = Tokens.create(sql, member.id(), "", Set.of(Scope.ALERTS_READ));
          expired = Tokens.create(sql, member.id(), "", Role.OWNER.scopes());
          disabled = Tokens.create(sql, gone.id(), "", Role.OWNER.scopes());
          machine =
              OrganizationTokens.create(sql, ours.value(), "acme", "http://localhost", "ci", null);
          sql.update("UPDATE account SET is_active = false WHERE id = $1", gone.id());
          // the issue that the paths name
          sql.update(
              """
              INSERT INTO issue (id, project_id, short_id, level, event_type, title, active_at)
              SELECT 1, id, 1, 40, 'error', 'broken', now() FROM project
              WHERE slug = 'shop' AND organization_id = $1\
              """,
              ours.value());
          sql.update(
              "UPDATE api_token SET expires_at = now() - interval '1 day' WHERE last_characters = $1",
              expired.substring(expired.length() - 4));
          return true;
        });
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static int status(Route route, String token) throws Exception {
    String path =
        route
            .path()
            .replace("{organization}", "acme")
            .replace("{project}", "shop")
            .replace("{team}", "acme")
            .replaceAll("\\{[a-z]+\\}", "1");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .method(route.method(), HttpRequest.BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void closedRoutesStayClosed() throws Exception {
    List<String> open = new ArrayList<>();
    for (Route route : node.routes()) {
      if (route.access() instanceof Access.Open) {
        continue;
      }
      boolean page = !route.path().startsWith("/api/");
      check(open, route, "none", status(route, null), page ? Set.of(302) : Set.of(401));
      check(
          open,
          route,
          "unknown",
          status(route, "sntryu_" + "0".repeat(64)),
          page ? Set.of(302) : Set.of(401));
      check(open, route, "expired", status(route, expired), page ? Set.of(302) : Set.of(401));
      check(open, route, "disabled", status(route, disabled), page ? Set.of(302) : Set.of(401));
      if (route.access() instanceof Access.OfIssue) {
        check(open, route, "foreign", status(route, foreign), Set.of(404));
        check(open, route, "weak", status(route, weak), Set.of(403));
        check(open, route, "machine", status(route, machine), Set.of(403));
      }
      if (route.access() instanceof Access.InOrganization) {
        check(open, route, "foreign", status(route, foreign), Set.of(403));
        check(open, route, "weak", status(route, weak), Set.of(403));
        boolean forMachines =
            ((Access.InOrganization) route.access()).scopes().contains(Scope.ORG_CI);
        if (!forMachines) {
          check(open, route, "machine", status(route, machine), Set.of(403));
        }
      }
    }
    assertThat(open).isEmpty();
    assertThat(node.routes()).hasSizeGreaterThan(40);
  }

  private static void check(
      List<String> open, Route route, String who, int status, Set<Integer> allowed) {
    if (!allowed.contains(status)) {
      open.add(who + ": " + route.method() + " " + route.path() + " answered " + status);
    }
  }
}
