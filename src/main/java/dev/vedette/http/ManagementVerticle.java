package dev.vedette.http;

import dev.vedette.telemetry.Telemetry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** The management address: {@code /metrics}, {@code /healthz}, {@code /readyz}. */
public final class ManagementVerticle extends AbstractVerticle {

  private final String host;
  private final int port;
  private final Telemetry telemetry;
  private final BooleanSupplier ready;

  /** A server on the given address. */
  public ManagementVerticle(String host, int port, Telemetry telemetry, BooleanSupplier ready) {
    this.host = host;
    this.port = port;
    this.telemetry = telemetry;
    this.ready = ready;
  }

  @Override
  public void start(Promise<Void> started) {
    vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(port, host)
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private void handle(HttpServerRequest request) {
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/metrics" ->
          response
              .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
              .end(telemetry.scrape());
      case "/healthz" -> response.end("ok");
      case "/readyz" ->
          response
              .setStatusCode(ready.getAsBoolean() ? 200 : 503)
              .end(ready.getAsBoolean() ? "ready" : "not ready");
      default -> response.setStatusCode(404).end();
    }
  }
}
