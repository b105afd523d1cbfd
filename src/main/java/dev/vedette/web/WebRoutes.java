package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes of the pages, and the pages for failures. */
public final class WebRoutes {

  private final Pages pages;
  private final LoaderScript loader;

  /** Routes over the given pages. */
  public WebRoutes(Pages pages, LoaderScript loader) {
    this.pages = pages;
    this.loader = loader;
  }

  /** The routes. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route("GET", "/", Access.open(), this::home));
    routes.add(
        new Route(
            "GET",
            "/{organization}/",
            IssuePages.READ,
            call -> Answer.redirect("/%s/issues/".formatted(call.organization().slug()))));
    routes.add(new Route("GET", "/static/{file}", Access.open(), new Assets()::file));
    routes.addAll(loader.routes());
    routes.addAll(new AccountPages(pages).routes());
    routes.addAll(new OwnAccountPage(pages).routes());
    routes.addAll(new AdminPage(pages).routes());
    routes.addAll(new InvitationPages(pages).routes());
    MemberPages members = new MemberPages(pages);
    routes.addAll(members.routes());
    routes.add(new TeamPages(pages, members).route());
    routes.addAll(new StreamPages(pages).routes());
    routes.addAll(new IssuePages(pages).routes());
    routes.addAll(new AttachmentPreviews(pages).routes());
    routes.addAll(new ThemePages(pages).routes());
    routes.addAll(new ProjectPages(pages).routes());
    routes.addAll(new KeyPages(pages).routes());
    routes.addAll(new GroupingPages(pages).routes());
    routes.addAll(new StatsPage(pages).routes());
    routes.addAll(new DropsPage(pages).routes());
    return routes;
  }

  private Answer home(Call call) {
    var account = call.caller().account();
    if (account == null) {
      return Answer.redirect("/login");
    }
    return pages
        .home(account)
        .map(organization -> Answer.redirect("/" + organization + "/issues/"))
        .orElseGet(() ->
            pages.render(200, "nowhere", Map.of("page", Pages.around("No organization", call))));
  }

  /** Where the navigation leads from a failure, unless it is one of the server. */
  private @Nullable String organization(Router.Failure failure) {
    if (failure.fault().code().status() >= Fault.Code.INTERNAL.status()) {
      return null;
    }
    try {
      return pages.home(failure.caller().account()).orElse(null);
    } catch (Fault away) {
      // the page tells of the first failure, not of this one
      return null;
    }
  }

  /** The page of a failure; who is not signed in is sent to do so. */
  public Answer failure(Router.Failure failure) {
    Fault fault = failure.fault();
    if (fault.code() == Fault.Code.UNAUTHENTICATED) {
      return Answer.redirect(
          "/login?next="
              + java.net.URLEncoder.encode(
                  failure.target(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return pages.render(
        fault.code().status(),
        "failure",
        Map.of(
            "page", Pages.around("Not possible", failure.caller(), organization(failure)),
            "status", fault.code().status(),
            "detail", fault.detail(),
            "advice", advice(fault, failure.caller().account() != null)));
  }

  /** What the reader can do about it; empty where the failure itself says it. */
  private static String advice(Fault fault, boolean signedIn) {
    String detail = fault.detail();
    if (detail.startsWith("CSRF Failed")) {
      return "Open the page anew, and try again.";
    }
    return switch (fault.code()) {
      case NOT_FOUND ->
          signedIn && detail.equals(Fault.notFound().detail())
              ? "It may have been deleted, or it belongs to an organization or a project that you are not in. Check the address."
              : "";
      case FORBIDDEN ->
          signedIn && detail.equals(Fault.forbidden().detail())
              ? "An owner of the organization can give you the right; what belongs to the server, those who run it."
              : "";
      case INTERNAL -> "It was not your fault. The log of the server tells more.";
      case UNAVAILABLE, TIMED_OUT -> "Try again in a moment.";
      default -> "";
    };
  }
}
