package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import dev.vedette.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** New organizations, which belong to who makes them (spec 11 §10.1). */
final class NewOrganizationResource {

  private static final Access WRITE = new Access.Scoped(Set.of(Scope.ORG_WRITE, Scope.ORG_ADMIN));
  private static final Access.InOrganization MEMBER =
      Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final int MAX_NAME = 64;
  private static final int MOST_PER_HOUR = 5;
  private static final int HOUR = 3600;

  private final ApiContext context;

  NewOrganizationResource(ApiContext context) {
    this.context = context;
  }

  /** What the body asks for. */
  private record Wanted(String name, String slug, boolean withTeam) {}

  List<Route> routes() {
    return List.of(new Route("POST", "/api/0/organizations/", WRITE, this::create));
  }

  private Answer create(Call call) {
    Account founder = call.caller().account();
    if (founder == null) {
      throw new Fault(Fault.Code.UNAUTHENTICATED, "This endpoint requires user info");
    }
    if (!context.organizationsByEveryone() && !founder.isSuperuser()) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "Organizations are not allowed to be created by this user.");
    }
    Wanted wanted = wanted(call.json());
    requireFew(founder);
    OrganizationId made = context.database().inTransaction(sql -> make(sql, wanted, founder));
    return Answer.json(
        201,
        context.organization(
            call.within(context.authentication().member(MEMBER, call.caller(), made.toString()))));
  }

  private Wanted wanted(Json.Obj body) {
    String name = OrganizationResource.text(body, "name");
    if (name == null || name.isBlank()) {
      throw Fault.invalid("name", "This field is required.");
    }
    if (name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 64 characters.");
    }
    Json withTeam = body.present("defaultTeam");
    if (withTeam != null && !(withTeam instanceof Json.Bool)) {
      throw Fault.invalid("defaultTeam", "Must be a valid boolean.");
    }
    String given = OrganizationResource.text(body, "slug");
    String problem = given == null ? null : Slugs.organizationProblem(given);
    if (problem != null) {
      throw Fault.invalid("slug", problem);
    }
    return new Wanted(
        name, given == null ? slug(name) : given, Boolean.TRUE.equals(body.bool("defaultTeam")));
  }

  private String slug(String name) {
    return Slugs.unique(
        Slugs.of(name).replace('_', '-'),
        slug ->
            Slugs.organizationProblem(slug) != null
                || context
                    .database()
                    .sql()
                    .one(
                        "SELECT EXISTS (SELECT FROM organization WHERE slug = $1) OR EXISTS"
                            + " (SELECT FROM former_organization_slug WHERE slug = $1)",
                        row -> row.getBoolean(0),
                        slug));
  }

  /** Counts by the hour of the clock. Waits. */
  private void requireFew(Account founder) {
    Instant now = context.clock().instant();
    String counter = "new-organizations:%d:%d".formatted(founder.id(), now.getEpochSecond() / HOUR);
    long made = context.counters().increment(counter, 1, now.plusSeconds(HOUR)).await();
    if (made > MOST_PER_HOUR) {
      throw new Fault(
          Fault.Code.LIMITED, "You are attempting to create too many organizations too quickly.");
    }
  }

  private static OrganizationId make(Sql sql, Wanted wanted, Account founder) {
    OrganizationId organization =
        Provisioning.newOrganization(sql, wanted.slug(), wanted.name())
            .orElseThrow(() ->
                new Fault(Fault.Code.CONFLICT, "An organization with this slug already exists."));
    long owner = Provisioning.member(sql, organization, founder.id(), Role.OWNER.label());
    if (wanted.withTeam()) {
      String team = Slugs.unique(Slugs.of(wanted.name()), taken -> false);
      Provisioning.join(sql, Provisioning.team(sql, organization, team, wanted.name()), owner);
    }
    return organization;
  }
}
