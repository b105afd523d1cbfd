package dev.vedette.http;

import dev.vedette.ingest.IngestGateway;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The public HTTP server, one instance per event loop. */
public final class HttpVerticle extends AbstractVerticle {

  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_LINE = 64 * 1024;
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final String host;
  private final int port;
  private final Duration grace;
  private final @Nullable IngestGateway ingest;
  private final Handler<HttpServerRequest> others;
  private @Nullable HttpServer server;

  /**
   * A server on the given address.
   *
   * @param grace how long open requests may take when the server stops
   * @param ingest takes what belongs to ingest; null on nodes without that role
   * @param others takes everything else
   */
  public HttpVerticle(
      String host,
      int port,
      Duration grace,
      @Nullable IngestGateway ingest,
      Handler<HttpServerRequest> others) {
    this.host = host;
    this.port = port;
    this.grace = grace;
    this.ingest = ingest;
    this.others = others;
  }

  @Override
  public void start(Promise<Void> started) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxInitialLineLength(MAX_LINE)
            .setIdleTimeout((int) IDLE.toSeconds())
            .setHandle100ContinueAutomatically(true)
            .setTcpNoDelay(true)
            // a proxy that passes an upgrade on would let what follows past its rules
            .setHttp2ClearTextEnabled(false)
            .setCompressionSupported(true);
    HttpServer created = vertx.createHttpServer(options);
    server = created;
    created.requestHandler(this::handle).listen(port, host).<Void>mapEmpty().onComplete(started);
  }

  private void handle(HttpServerRequest request) {
    if (ingest == null || !ingest.take(vertx, request)) {
      others.handle(request);
    }
  }

  @Override
  public void stop(Promise<Void> stopped) {
    HttpServer running = server;
    if (running == null) {
      stopped.complete();
    } else {
      running.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS).onComplete(stopped);
    }
  }
}
