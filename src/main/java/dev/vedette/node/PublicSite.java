package dev.vedette.node;

import dev.vedette.config.Settings;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** Wires the API and the pages into one handler for everything that is not ingest. */
final class PublicSite {

  private final BooleanSupplier ready;

  PublicSite(
      Vertx vertx,
      Settings settings,
      VedetteNode.Services services,
      Telemetry telemetry,
      BooleanSupplier ready) {
    this.ready = ready;
  }

  Handler<HttpServerRequest> handler() {
    return request -> {
      if (String.valueOf(request.path()).startsWith("/_health")) {
        request.response().setStatusCode(ready.getAsBoolean() ? 200 : 503).end("ok");
      } else {
        request.response().setStatusCode(404).end();
      }
    };
  }
}
