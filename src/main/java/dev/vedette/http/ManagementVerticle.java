package dev.vedette.http;

import dev.vedette.json.Json;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The management address: {@code /metrics}, {@code /healthz}, {@code /readyz}, {@code /health}. */
public final class ManagementVerticle extends AbstractVerticle {

  private final String host;
  private final int port;
  private final Telemetry telemetry;
  private final BooleanSupplier ready;
  private final Supplier<Json> health;

  /**
   * A server on the given address.
   *
   * @param health the report with all details
   */
  public ManagementVerticle(
      String host, int port, Telemetry telemetry, BooleanSupplier ready, Supplier<Json> health) {
    this.host = host;
    this.port = port;
    this.telemetry = telemetry;
    this.ready = ready;
    this.health = health;
  }

  @Override
  public void start(Promise<Void> started) {
    vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
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
      case "/health" ->
          response.putHeader("Content-Type", "application/json").end(health.get().text());
      case "/readyz" ->
          response
              .setStatusCode(ready.getAsBoolean() ? 200 : 503)
              .end(ready.getAsBoolean() ? "ready" : "not ready");
      default -> response.setStatusCode(404).end();
    }
  }
}
