package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import java.util.Optional;

/** A new team, whose first member is whoever makes it (spec 11 §11.3). */
final class TeamPages {

  private static final Access.InOrganization CREATE =
      Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.TEAM_WRITE);
  private static final String FIELD = "team-name";
  private static final int LONGEST_NAME = 64;

  private final Pages pages;
  private final MemberPages members;

  TeamPages(Pages pages, MemberPages members) {
    this.pages = pages;
    this.members = members;
  }

  Route route() {
    return new Route("POST", "/{organization}/settings/teams/", CREATE, this::create);
  }

  /** Whether the reader may make teams. */
  static boolean mayCreate(Call call) {
    return CREATE.scopes().stream().anyMatch(call::has);
  }

  private Answer create(Call call) {
    String name = call.form().getOrDefault("name", "").strip();
    try {
      if (name.isEmpty() || name.length() > LONGEST_NAME) {
        throw Fault.invalid(FIELD, "A team has a name of 1 to 64 characters.");
      }
      String slug = Slugs.of(name);
      if (!made(call, slug, name)) {
        throw Fault.invalid(FIELD, "There is a team #%s already.".formatted(slug));
      }
      return Answer.redirect(
          "/%s/settings/members/?made=%s".formatted(call.organization().slug(), slug));
    } catch (Fault refusal) {
      return members.all(call, Refusals.ofReader(refusal));
    }
  }

  private boolean made(Call call, String slug, String name) {
    OrganizationId organization = call.organization().organization();
    return pages
        .database()
        .inTransaction(sql -> {
          Optional<Long> team = Provisioning.newTeam(sql, organization, slug, name);
          long member = call.organization().member();
          if (team.isPresent() && member > 0) {
            Provisioning.join(sql, team.get(), member);
          }
          return team.isPresent();
        });
  }
}
