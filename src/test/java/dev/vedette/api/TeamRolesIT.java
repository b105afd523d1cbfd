package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A team's admin works on the team and its projects, and nowhere else (spec 11 §3.3). */
class TeamRolesIT {

  private static final String MINE = "/api/0/projects/acme/mine/";
  private static final String OTHER = "/api/0/projects/acme/other/";
  private static final Json.Obj RENAME = Json.object().put("name", "Renamed").build();

  private static RunningNode node;
  private static Shop owner;
  private static Shop bob;
  private static long member;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    owner = Shop.on(node);
    RunningNode.waiting(() -> node.database().inTransaction(TeamRolesIT::seed));
  }

  private static boolean seed(Sql sql) {
    long mine = Provisioning.team(sql, owner.organization(), "my-team", "Mine");
    long other = Provisioning.team(sql, owner.organization(), "other-team", "Other");
    ProjectId one = Provisioning.project(sql, owner.organization(), "mine", "M", "python", mine);
    ProjectId two = Provisioning.project(sql, owner.organization(), "other", "O", "python", other);
    assertThat(one).isNotEqualTo(two);
    Account account = Accounts.create(sql, "bob@example.org", "another-long-password", false);
    member = Provisioning.member(sql, owner.organization(), account.id(), Role.MEMBER.label());
    Provisioning.join(sql, mine, member);
    String token = Tokens.create(sql, account.id(), "", Role.OWNER.scopes());
    bob = new Shop(node, owner.organization(), token);
    return true;
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static String place(String team) {
    return "/api/0/organizations/acme/members/%d/teams/%s/".formatted(member, team);
  }

  private static Json.Obj role(String name) {
    return Json.object().put("teamRole", name).build();
  }

  @Test
  void anAdminOfATeamChangesItsProjectsOnly() throws Exception {
    assertThat(bob.put(MINE, RENAME).status()).isEqualTo(403);
    assertThat(bob.put(place("my-team"), role("admin")).status()).isEqualTo(400);
    assertThat(owner.put(place("my-team"), role("chief")).status()).isEqualTo(400);
    assertThat(owner.put(place("other-team"), role("admin")).status()).isEqualTo(404);

    Shop.Changed made = owner.put(place("my-team"), role("admin"));
    assertThat(made.status()).isEqualTo(200);
    assertThat(((Json.Obj) made.body()).string("teamRole")).isEqualTo("admin");
    assertThat(bob.put(MINE, RENAME).status()).isEqualTo(200);
    assertThat(bob.put(OTHER, RENAME).status()).isEqualTo(403);
    assertThat(bob.put("/api/0/teams/acme/my-team/", RENAME).status()).isEqualTo(200);
    assertThat(bob.put("/api/0/teams/acme/other-team/", RENAME).status()).isEqualTo(403);
    // being admin of the team does not open a project to it
    assertThat(bob.send("POST", OTHER + "teams/my-team/", Json.Obj.EMPTY).status()).isEqualTo(403);
    assertThat(bob.put("/api/0/organizations/acme/", RENAME).status()).isEqualTo(403);
    assertThat(((Json.Obj) bob.get("/api/0/teams/acme/my-team/")).string("teamRole"))
        .isEqualTo("admin");

    Json.Obj listed = (Json.Obj) ((Json.Arr) bob.get("/api/0/teams/acme/my-team/members/")).get(0);
    assertThat(listed.string("teamRole")).isEqualTo("admin");
    assertThat(listed.string("email")).isEqualTo("bob@example.org");

    assertThat(owner.put(place("my-team"), role("contributor")).status()).isEqualTo(200);
    assertThat(bob.put(MINE, RENAME).status()).isEqualTo(403);
  }

  @Test
  void teamRolesOfAMemberAreReplacedAsAWhole() throws Exception {
    String path = "/api/0/organizations/acme/members/" + member + "/";
    Json.Obj places =
        Json.object()
            .put(
                "teamRoles",
                Json.array(
                    Json.object().put("teamSlug", "other-team").put("role", "admin").build()))
            .build();
    Shop.Changed changed = owner.put(path, places);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(((Json.Obj) changed.body()).array("teamRoles")).isEqualTo(places.array("teamRoles"));
    assertThat(((Json.Obj) changed.body()).array("teams"))
        .isEqualTo(Json.array(Json.of("other-team")));
    Shop.Changed unknown =
        owner.put(path, Json.object().put("teams", Json.array(Json.of("nobody"))).build());
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body().text()).isEqualTo("{\"teamRoles\":[\"Invalid teams\"]}");
    var back = owner.put(path, Json.object().put("teams", Json.array(Json.of("my-team"))).build());
    assertThat(back.status()).isEqualTo(200);
  }
}
