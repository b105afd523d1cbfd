package dev.vedette.node;

import dev.vedette.api.ApiContext;
import dev.vedette.api.ApiRoutes;
import dev.vedette.blob.Blobs;
import dev.vedette.config.Keys;
import dev.vedette.config.SecretKey;
import dev.vedette.config.Settings;
import dev.vedette.counter.Counters;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.Router;
import dev.vedette.http.SecurityHeaders;
import dev.vedette.http.TrustedOrigins;
import dev.vedette.identity.Account;
import dev.vedette.ingest.ClientAddress;
import dev.vedette.project.Projects;
import dev.vedette.telemetry.Telemetry;
import dev.vedette.web.LiveUpdates;
import dev.vedette.web.LoaderScript;
import dev.vedette.web.Pages;
import dev.vedette.web.WebRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Wires the API and the pages into one handler for everything that is not ingest. */
final class PublicSite {

  private final BooleanSupplier ready;
  private final HealthChecks health;
  private final Router router;
  private final LiveUpdates live;

  PublicSite(
      VedetteNode.Services services,
      Blobs blobs,
      Counters counters,
      InstantSource clock,
      Settings settings,
      SecretKey secretKey,
      Telemetry telemetry,
      HealthChecks health,
      BooleanSupplier ready) {
    this.ready = ready;
    this.health = health;
    Authentication authentication =
        new Authentication(
            services.database(),
            TrustedOrigins.of(
                settings.find(Keys.SERVER_URL), settings.get(Keys.SERVER_ADDITIONAL_ORIGINS)));
    Pages pages =
        new Pages(
            services.bus(),
            services.database(),
            counters,
            clock,
            services.url(),
            settings.get(Keys.COOKIES_SECURE),
            blobs,
            secretKey,
            services.feed());
    LoaderScript loader =
        new LoaderScript(
            pages, settings.get(Keys.LOADER_SDK_URL), settings.get(Keys.LOADER_SDK_VERSION));
    WebRoutes web = new WebRoutes(pages, loader);
    List<Route> routes = new ArrayList<>(web.routes());
    routes.addAll(
        ApiRoutes.of(
            new ApiContext(
                services.bus(),
                services.database(),
                blobs,
                counters,
                authentication,
                clock,
                secretKey,
                services.url(),
                loaderBase(services.url(), settings),
                settings.get(Keys.COOKIES_SECURE),
                settings.get(Keys.ORGANIZATIONS_BY).equals("everyone"))));
    routes.add(
        new Route(
            "GET", "/api/0/internal/health/", new Access.SignedIn(), PublicSite.this::problems));
    this.router =
        new Router(
            services.vertx(),
            authentication,
            telemetry,
            new ClientAddress(settings.get(Keys.INGEST_TRUSTED_PROXIES)),
            routes,
            web::failure,
            publicUrl(settings));
    this.live =
        new LiveUpdates(
            services.vertx(), services.bus(), authentication, new Projects(services.database()));
  }

  /** For superusers; others learn that the server is there. */
  private Answer problems(Call call) {
    Account account = call.caller().account();
    return account != null && account.isSuperuser()
        ? Answer.ok(health.last().problems())
        : Answer.empty(200);
  }

  private static @Nullable String publicUrl(Settings settings) {
    String url = settings.find(Keys.SERVER_URL);
    return url == null ? null : url.replaceAll("/+$", "");
  }

  private static String loaderBase(String url, Settings settings) {
    String other = settings.get(Keys.LOADER_BASE_URL);
    return other.isEmpty() ? url + "/js-sdk-loader/" : other;
  }

  List<Route> routes() {
    return router.routes();
  }

  Handler<HttpServerRequest> handler() {
    return request -> {
      String path = String.valueOf(request.path());
      if (path.startsWith("/_health")) {
        health(request, path);
      } else if (!live.take(request)) {
        router.handle(request);
      }
    };
  }

  /** For nodes without pages: they still tell load balancers how they are. */
  Handler<HttpServerRequest> healthOnly() {
    return request -> {
      String path = String.valueOf(request.path());
      if (path.startsWith("/_health")) {
        health(request, path);
      } else {
        request.response().setStatusCode(404).end();
      }
    };
  }

  /** Answered before anything else, for load balancers. */
  private void health(HttpServerRequest request, String path) {
    HttpServerResponse response = request.response();
    SecurityHeaders.ALL.forEach(response::putHeader);
    boolean up = ready.getAsBoolean();
    if (path.matches("/_health/ready/?")) {
      boolean serving = up && health.isServing();
      response.setStatusCode(serving ? 200 : 503);
      response.putHeader("Content-Type", "text/plain").end(serving ? "ready" : "not ready");
    } else if (!path.matches("/_health/?")) {
      response.setStatusCode(404).end();
    } else if (request.query() != null && request.query().matches("(?:.*&)?full(?:[=&].*)?")) {
      response.setStatusCode(health.last().isHealthy() ? 200 : 500);
      response.putHeader("Content-Type", "application/json").end(health.last().full(false).text());
    } else {
      response.setStatusCode(up ? 200 : 503);
      response.putHeader("Content-Type", "text/plain").end(up ? "ok" : "stopping");
    }
  }
}
