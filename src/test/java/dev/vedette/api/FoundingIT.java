package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** New organizations, and projects with teams of their own (spec 11 §10.1, §12.1). */
class FoundingIT {

  private static final String ORGANIZATIONS = "/api/0/organizations/";
  private static final String PROJECTS = ORGANIZATIONS + "acme/projects/";

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(Instant.parse("2026-03-01T12:10:00Z"));
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj named(String name) {
    return Json.object().put("name", name).build();
  }

  /** The same server for a member of the given role. */
  private static Shop as(String name, Role role) throws Exception {
    String token =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql -> {
                  Account account = Accounts.create(sql, name + "@example.org", null, false);
                  Provisioning.member(sql, shop.organization(), account.id(), role.label());
                  return Tokens.create(
                      sql,
                      account.id(),
                      "",
                      Set.of(Scope.ORG_READ, Scope.ORG_WRITE, Scope.PROJECT_READ));
                }));
    return new Shop(node, shop.organization(), token);
  }

  @Test
  void whoMakesAnOrganizationOwnsIt() throws Exception {
    Shop ben = as("ben", Role.MEMBER);
    Shop.Changed made =
        ben.send("POST", ORGANIZATIONS, named("Corner Shop").with("defaultTeam", Json.TRUE));
    assertThat(made.status()).isEqualTo(201);
    assertThat(((Json.Obj) made.body()).string("slug")).isEqualTo("corner-shop");
    Json.Obj details = (Json.Obj) ben.get(ORGANIZATIONS + "corner-shop/");
    assertThat(details.string("orgRole")).isEqualTo("owner");
    assertThat(((Json.Obj) details.array("teams").get(0)).bool("isMember")).isTrue();
    assertThat(shop.ask(ORGANIZATIONS + "corner-shop/").status()).isEqualTo(403);
  }

  @Test
  void whatCannotBeMadeIsTold() throws Exception {
    Shop cat = as("cat", Role.MEMBER);
    Shop.Changed taken =
        cat.send("POST", ORGANIZATIONS, named("Any").with("slug", Json.of("acme")));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(((Json.Obj) taken.body()).string("detail"))
        .isEqualTo("An organization with this slug already exists.");
    Shop.Changed nameless = cat.send("POST", ORGANIZATIONS, Json.Obj.EMPTY);
    assertThat(nameless.status()).isEqualTo(400);
    assertThat(nameless.body().text()).contains("\"name\"");
    assertThat(cat.send("POST", ORGANIZATIONS, named("x".repeat(65))).status()).isEqualTo(400);
    assertThat(cat.send("POST", ORGANIZATIONS, named("Any").with("slug", Json.of(5))).body().text())
        .isEqualTo("{\"slug\":[\"Not a valid string.\"]}");
  }

  /** Links and tokens still lead from the former slug to its organization. */
  @Test
  void aSlugThatWasGivenUpIsNotFree() throws Exception {
    Shop gus = as("gus", Role.MEMBER);
    assertThat(gus.send("POST", ORGANIZATIONS, named("Old Name")).status()).isEqualTo(201);
    assertThat(
            gus.put(ORGANIZATIONS + "old-name/", Json.object().put("slug", "new-name").build())
                .status())
        .isEqualTo(200);
    assertThat(
            gus.send("POST", ORGANIZATIONS, named("Any").with("slug", Json.of("old-name")))
                .status())
        .isEqualTo(409);
  }

  @Test
  void tokensThatMayOnlyReadMakeNoProjects() throws Exception {
    Shop fay = as("fay", Role.MEMBER);
    assertThat(fay.send("POST", PROJECTS, named("No")).status()).isEqualTo(403);
  }

  @Test
  void fiveInAnHourAreEnough() throws Exception {
    Shop dan = as("dan", Role.MEMBER);
    for (int i = 0; i < 5; i++) {
      assertThat(dan.send("POST", ORGANIZATIONS, named("Dan")).status()).isEqualTo(201);
    }
    Shop.Changed sixth = dan.send("POST", ORGANIZATIONS, named("Dan"));
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(((Json.Obj) sixth.body()).string("detail"))
        .isEqualTo("You are attempting to create too many organizations too quickly.");
  }

  @Test
  void aServerMayLeaveItToThoseWhoRunIt() throws Exception {
    try (RunningNode strict = RunningNode.with(Map.of("organizations.made-by", "superusers"))) {
      Shop owner = Shop.on(strict);
      assertThat(owner.send("POST", ORGANIZATIONS, named("Second")).status()).isEqualTo(201);
      RunningNode.waiting(
          () -> strict.database().sql().update("UPDATE account SET is_superuser = false"));
      Shop.Changed refused = owner.send("POST", ORGANIZATIONS, named("Third"));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(((Json.Obj) refused.body()).string("detail"))
          .isEqualTo("Organizations are not allowed to be created by this user.");
    }
  }

  @Test
  void aProjectComesWithATeamThatItsMakerLeads() throws Exception {
    Shop.Changed made = shop.send("POST", PROJECTS, named("Back Office"));
    assertThat(made.status()).isEqualTo(201);
    Json.Obj project = (Json.Obj) made.body();
    assertThat(project.string("slug")).isEqualTo("back-office");
    assertThat(project.string("team_slug")).isEqualTo("team-ann-example-org");
    assertThat(project.bool("isMember")).isTrue();
    assertThat(
            shop.send("POST", PROJECTS, named("Other").with("slug", Json.of("back-office")))
                .status())
        .isEqualTo(409);
    Json.Obj second =
        (Json.Obj)
            shop.send("POST", ORGANIZATIONS + "acme/experimental/projects/", named("Till")).body();
    assertThat(second.string("team_slug")).startsWith("team-ann-example-org-");
  }
}
