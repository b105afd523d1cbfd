package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.FormerSlugs;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.Slugs;
import dev.vedette.store.Database;
import dev.vedette.store.StoredText;
import io.vertx.sqlclient.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Organizations and their settings (spec 11 §10). */
final class OrganizationResource {

  static final Access READ = Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);

  /** What machines with a token of the organization may read, too (spec 11 §2.3). */
  static final Access READ_CI =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI);

  private static final Access READ_ANY =
      new Access.Scoped(Set.of(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI));
  private static final Access WRITE = Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final int MAX_NAME = 64;

  private final ApiContext context;

  OrganizationResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/organizations/", READ_ANY, this::list),
        new Route("GET", "/api/0/organizations/{organization}/", READ_CI, this::details),
        new Route("PUT", "/api/0/organizations/{organization}/", WRITE, this::update),
        new Route(
            "GET", "/api/0/organizations/{organization}/shortids/{issue}/", READ, this::shortId),
        new Route(
            "GET", "/api/0/organizations/{organization}/eventids/{event}/", READ, this::eventId),
        new Route(
            "GET",
            "/api/0/organizations/{organization}/repos/",
            Access.scopes(
                Scope.ORG_READ,
                Scope.ORG_WRITE,
                Scope.ORG_ADMIN,
                Scope.ORG_INTEGRATIONS,
                Scope.ORG_CI),
            call -> Paging.of(call).slice(call, List.of())));
  }

  private Json.Obj summary(Row row) {
    return Shapes.organization(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getOffsetDateTime(3),
        JsonText.parseTrustedObject(row.getString(4)),
        context.url());
  }

  private Answer list(Call call) {
    OrganizationId own = call.caller().organization();
    List<Json> found =
        context
            .database()
            .sql()
            .list(
                """
                SELECT o.id, o.slug, o.name, o.created_at, o.options::text FROM organization o
                LEFT JOIN member m ON m.organization_id = o.id AND m.account_id = $1
                WHERE o.status = 'active' AND (m.id IS NOT NULL OR o.id = $2 OR $3)
                ORDER BY %s o.id DESC\
                """
                    .formatted(order(call)),
                this::summary,
                own == null ? call.caller().signedIn().id() : null,
                own == null ? null : own.value(),
                call.caller().superuser() && "all".equals(call.first("show")));
    if ("1".equals(call.first("owner"))) {
      return owned(call, found);
    }
    List<Json> matching =
        ListQuery.of(call)
            .of(
                found,
                List.of("slug", "name"),
                (organization, term) ->
                    switch (term.key()) {
                      case "slug" -> term.value().equals(organization.string("slug"));
                      case "id" -> term.value().equals(organization.string("id"));
                      case "status" ->
                          term.value().equals(organization.object("status").string("id"));
                      case "email", "member_id" ->
                          mayKnowMembers(call) && isAmong(organization, term);
                      case "platform" -> isAmong(organization, term);
                      default -> false;
                    });
    return Paging.of(call).slice(call, matching);
  }

  /** The order that is asked for, before that of age. */
  private static String order(Call call) {
    return switch (call.first("sortBy")) {
      case "members" -> "(SELECT count(*) FROM member WHERE organization_id = o.id) DESC,";
      case "projects" ->
          "(SELECT count(*) FROM project WHERE organization_id = o.id AND status = 'active') DESC,";
      case "events" ->
          """
          (SELECT coalesce(sum(quantity), 0) FROM outcome_hour
            WHERE organization_id = o.id AND outcome = 0 AND hour > now() - interval '1 day') DESC,\
          """;
      case null, default -> "";
    };
  }

  /** Whoever is logged in knows the members of their organizations; a token needs the right. */
  private static boolean mayKnowMembers(Call call) {
    Set<Scope> token = call.caller().tokenScopes();
    return token == null
        || token.contains(Scope.MEMBER_READ)
        || token.contains(Scope.MEMBER_WRITE)
        || token.contains(Scope.MEMBER_ADMIN);
  }

  /** Whether an organization has such a member, or a project of such a platform. */
  private boolean isAmong(Json.Obj organization, ListQuery.Term term) {
    String found =
        switch (term.key()) {
          case "email" ->
              """
              SELECT FROM member m LEFT JOIN account a ON a.id = m.account_id
              WHERE m.organization_id = $1 AND lower(coalesce(a.email, m.email)) = lower($2)\
              """;
          case "member_id" -> "SELECT FROM member WHERE organization_id = $1 AND id::text = $2";
          default ->
              """
              SELECT FROM project
              WHERE organization_id = $1 AND status = 'active' AND platform = $2\
              """;
        };
    return context
        .database()
        .sql()
        .one(
            "SELECT EXISTS (%s)".formatted(found),
            row -> row.getBoolean(0),
            Long.parseLong(String.valueOf(organization.string("id"))),
            term.value());
  }

  /** The organizations that the caller owns, and whether nobody else does. */
  private Answer owned(Call call, List<Json> organizations) {
    Map<String, Boolean> alone =
        context
            .database()
            .sql()
            .list(
                """
                SELECT m.organization_id, count(*) = 1 FROM member m
                WHERE m.role = 'owner' AND m.account_id IS NOT NULL AND EXISTS (
                  SELECT FROM member own WHERE own.organization_id = m.organization_id
                    AND own.role = 'owner' AND own.account_id = $1) GROUP BY 1\
                """,
                row -> Map.entry(Long.toString(row.getLong(0)), row.getBoolean(1)),
                call.caller().signedIn().id())
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return Answer.ok(
        new Json.Arr(
            organizations.stream()
                .map(Json.Obj.class::cast)
                .filter(one -> alone.containsKey(one.string("id")))
                .sorted(Comparator.comparing(one -> String.valueOf(one.string("name"))))
                .map(one ->
                    (Json)
                        Json.object()
                            .put("organization", one)
                            .put(
                                "singleOwner", Json.of(alone.getOrDefault(one.string("id"), false)))
                            .build())
                .toList()));
  }

  private Answer details(Call call) {
    Json.Obj summary =
        context
            .database()
            .sql()
            .one(
                "SELECT id, slug, name, created_at, options::text FROM organization WHERE id = $1",
                this::summary,
                call.organization().organization().value());
    Json.Obj options = options(call);
    boolean withFeatures = "1".equals(call.first("include_feature_flags"));
    Json.Builder out =
        Json.object()
            .putAll(withFeatures ? summary : summary.without("features"))
            .put("access", Json.strings(Scope.labels(call.organization().scopes())))
            .put("role", call.organization().role().label())
            .put("orgRole", call.organization().role().label())
            .put("isDefault", false)
            .putAll(OrganizationSettings.shown(options))
            .put("quota", quota(options))
            .put("orgRoleList", RolesJson.ofOrganization(call))
            .put("teamRoleList", RolesJson.ofTeam())
            .put("trustedRelays", Json.Arr.EMPTY)
            .put("requiresSso", false)
            .put("pendingAccessRequests", 0)
            .put("isDynamicallySampled", false)
            .put("experiments", Json.Obj.EMPTY)
            .put("availableRoles", RolesJson.ofOrganization(call))
            .put("onboardingTasks", Json.Arr.EMPTY);
    if (!"0".equals(call.first("detailed"))) {
      List<Json> projects =
          context.projects().list(call.organization().organization()).stream()
              .map(project -> (Json) Shapes.project(project, call))
              .toList();
      out.put("teams", new Json.Arr(new TeamResource(context).list(call)))
          .put("projects", new Json.Arr(projects));
    }
    return Answer.ok(out.build());
  }

  private static Json quota(Json.Obj options) {
    Json.Obj shown = OrganizationSettings.shown(options);
    return Json.object()
        .put("maxRate", Json.NULL)
        .put("maxRateInterval", 60L)
        .put("accountLimit", Json.orNull(shown.get("accountRateLimit")))
        .put("projectLimit", Json.orNull(shown.get("projectRateLimit")))
        .build();
  }

  private Json.Obj options(Call call) {
    return JsonText.parseTrustedObject(
        context
            .database()
            .sql()
            .one(
                "SELECT options::text FROM organization WHERE id = $1",
                row -> row.getString(0),
                call.organization().organization().value()));
  }

  private Answer update(Call call) {
    Json.Obj body = call.json();
    Json.Obj options = OrganizationSettings.read(body, call.has(Scope.ORG_ADMIN));
    String name = text(body, "name");
    String slug = text(body, "slug");
    if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
      throw Fault.invalid(
          "name",
          name.isBlank()
              ? "This field may not be blank."
              : "Ensure this field has no more than 64 characters.");
    }
    String problem = slug == null ? null : Slugs.organizationProblem(slug);
    if (problem != null) {
      throw Fault.invalid("slug", problem);
    }
    try {
      context
          .database()
          .inTransaction(sql -> {
            OrganizationId id = call.organization().organization();
            if (slug != null && !slug.equals(call.organization().slug())) {
              FormerSlugs.ofOrganization(sql, call.organization().slug(), id);
            }
            return sql.update(
                """
                UPDATE organization SET name = coalesce($2, name), slug = coalesce($3, slug),
                  options = options || $4::text::jsonb WHERE id = $1\
                """,
                id.value(),
                name,
                slug,
                StoredText.json(options));
          });
    } catch (RuntimeException taken) {
      if (Database.isDuplicate(taken)) {
        return Answer.json(
            409,
            Json.object()
                .put("slug", Json.array(Json.of("An organization with this slug already exists.")))
                .build());
      }
      throw taken;
    }
    context
        .projects()
        .list(call.organization().organization())
        .forEach(project -> context.bus().announce(new ProjectChanged(project.id())));
    return details(call);
  }

  /** A text of a request; null without one. */
  static @Nullable String text(Json.Obj body, String field) {
    Json value = body.present(field);
    if (value == null || value instanceof Json.Str) {
      return body.string(field);
    }
    throw Fault.invalid(field, "Not a valid string.");
  }

  private Answer eventId(Call call) {
    String name = call.parameter("event").replace("-", "");
    if (!name.matches("[0-9a-fA-F]{32}")) {
      throw Fault.invalid("Event ID cannot be anything but 32 hexadecimal digits.");
    }
    OrganizationId organization = call.organization().organization();
    return context.reachable(call).stream()
        .map(project ->
            context
                .bus()
                .request(new FindEvent(organization, project.id(), null, name))
                .await()
                .map(found ->
                    Answer.ok(
                        Json.object()
                            .put("organizationSlug", call.organization().slug())
                            .put("projectSlug", project.slug())
                            .put(
                                "groupId",
                                found.issue() == null ? null : Long.toString(found.issue()))
                            .put("eventId", found.id())
                            .put("event", EventJson.of(found))
                            .build())))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(Fault::notFound);
  }

  private Answer shortId(Call call) {
    IssueView issue = context.issue(call, call.parameter("issue"));
    return Answer.ok(
        Json.object()
            .put("organizationSlug", call.organization().slug())
            .put("projectSlug", issue.projectSlug())
            .put("groupId", Long.toString(issue.id()))
            .put("group", IssueJson.of(issue, call.organization().slug(), context.url()))
            .put("shortId", issue.shortId())
            .build());
  }
}
