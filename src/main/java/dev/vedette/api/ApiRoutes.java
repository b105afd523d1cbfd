package dev.vedette.api;

import dev.vedette.http.Access;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All routes of the API. */
public final class ApiRoutes {

  private static final String ISSUE = "/api/0/organizations/{organization}/issues/{issue}/";

  private ApiRoutes() {}

  /** The routes over the given resources. */
  public static List<Route> of(ApiContext context) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new AccountResource(context).routes());
    routes.addAll(new OwnAccountResource(context).routes());
    routes.addAll(new AuthResource(context).routes());
    routes.addAll(new InvitationResource(context).routes());
    routes.addAll(new OrganizationResource(context).routes());
    routes.addAll(new NewOrganizationResource(context).routes());
    routes.addAll(new EnvironmentResource(context).routes());
    routes.addAll(new OrganizationTokenResource(context).routes());
    routes.addAll(new MemberResource(context).routes());
    routes.addAll(new PeopleResource(context).routes());
    routes.addAll(new TeamMembershipResource(context).routes());
    routes.addAll(new AccessRequestResource(context).routes());
    routes.addAll(new TeamResource(context).routes());
    routes.addAll(new ProjectResource(context).routes());
    routes.addAll(new NewProjectResource(context).routes());
    routes.addAll(new ReceivedResource(context).routes());
    routes.addAll(new KeyResource(context).routes());
    routes.addAll(new FilterResource(context).routes());
    routes.addAll(new DropResource(context).routes());
    routes.addAll(new IssueResource(context).routes());
    routes.addAll(new SharedIssueResource(context).routes());
    routes.addAll(new ActivityResource(context).routes());
    routes.addAll(new UserFeedbackResource(context).routes());
    routes.addAll(new EventResource(context).routes());
    routes.addAll(new GroupingResource(context).routes());
    routes.addAll(new IssueTagResource(context).routes());
    routes.addAll(new TombstoneResource(context).routes());
    routes.addAll(new StatsResource(context).routes());
    List<Route> all = new ArrayList<>(routes);
    routes.forEach(route -> all.addAll(otherSpellings(route)));
    return all;
  }

  /** Issues have four addresses: clients call them groups, or leave out the organization. */
  private static List<Route> otherSpellings(Route route) {
    if (!route.path().startsWith(ISSUE)
        || !(route.access() instanceof Access.InOrganization(Set<Scope> scopes, boolean keys))) {
      return List.of();
    }
    String rest = route.path().substring(ISSUE.length());
    Access ofIssue = new Access.OfIssue(scopes);
    return List.of(
        route.at(ISSUE.replace("/issues/", "/groups/") + rest, route.access()),
        route.at("/api/0/issues/{issue}/" + rest, ofIssue),
        route.at("/api/0/groups/{issue}/" + rest, ofIssue));
  }
}
