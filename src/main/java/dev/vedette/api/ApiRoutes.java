package dev.vedette.api;

import dev.vedette.http.Route;
import java.util.ArrayList;
import java.util.List;

/** All routes of the API. */
public final class ApiRoutes {

  private ApiRoutes() {}

  /** The routes over the given resources. */
  public static List<Route> of(ApiContext context) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new AccountResource(context).routes());
    routes.addAll(new AuthResource(context).routes());
    routes.addAll(new InvitationResource(context).routes());
    routes.addAll(new OrganizationResource(context).routes());
    routes.addAll(new OrganizationTokenResource(context).routes());
    routes.addAll(new MemberResource(context).routes());
    routes.addAll(new TeamResource(context).routes());
    routes.addAll(new ProjectResource(context).routes());
    routes.addAll(new KeyResource(context).routes());
    routes.addAll(new IssueResource(context).routes());
    routes.addAll(new ActivityResource(context).routes());
    routes.addAll(new EventResource(context).routes());
    routes.addAll(new GroupingResource(context).routes());
    routes.addAll(new IssueTagResource(context).routes());
    routes.addAll(new StatsResource(context).routes());
    return routes;
  }
}
