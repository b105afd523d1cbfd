package dev.vedette.ingest;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Fault;
import dev.vedette.config.Keys;
import dev.vedette.config.Options;
import dev.vedette.config.Settings;
import dev.vedette.counter.Counters;
import dev.vedette.feed.Feed;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RecentDrops;
import dev.vedette.project.RefusalRecorder;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The door of ingest: takes requests from the HTTP server and answers them. A request arrives on an
 * event loop; its body is decoded and cut on a virtual thread of its own.
 */
public final class IngestGateway {

  private static final Logger LOG = LogManager.getLogger(IngestGateway.class);

  private static final Duration LINGERING = Duration.ofSeconds(2);

  private static final Map<String, String> CORS =
      Map.of(
          "Access-Control-Allow-Origin", "*",
          "Access-Control-Expose-Headers", "x-sentry-error,x-sentry-rate-limits,retry-after",
          "Cross-Origin-Resource-Policy", "cross-origin");

  private static final String PREFLIGHT_HEADERS =
      "x-sentry-auth,x-requested-with,x-forwarded-for,origin,referer,accept,content-type,"
          + "authentication,authorization,content-encoding,transfer-encoding,sentry-trace,baggage";

  private final InstantSource clock;
  private final Telemetry telemetry;
  private final ClientAddress addresses;
  private final BooleanSupplier ready;
  private final Intake intake;
  private final EnvelopeEndpoint envelopes;
  private final StoreEndpoint store;
  private final SecurityEndpoint security;
  private final UploadEndpoint uploads;
  private final CronEndpoint cron;
  private final OtlpEndpoint otlp;
  private final ErrorPageEndpoint errorPage;

  /** What the gateway needs from the node. */
  public record Resources(
      Settings settings,
      Options options,
      ProjectViews projects,
      Feed feed,
      Blobs blobs,
      Counters counters,
      RefusalRecorder refusals,
      RecentDrops drops,
      Telemetry telemetry,
      InstantSource clock,
      DiskSpace disk,
      BooleanSupplier ready) {}

  /** A gateway over the given resources. */
  public IngestGateway(Resources resources) {
    Settings settings = resources.settings();
    this.clock = resources.clock();
    this.telemetry = resources.telemetry();
    this.ready = resources.ready();
    this.addresses = new ClientAddress(settings.get(Keys.INGEST_TRUSTED_PROXIES));
    this.intake =
        new Intake(
            resources.projects(),
            resources.feed(),
            resources.refusals(),
            resources.drops(),
            SizeLimits.of(settings),
            resources.counters(),
            resources.options(),
            telemetry,
            resources.blobs(),
            resources.disk(),
            settings.get(Keys.INGEST_MAX_RETRY_AFTER).toSeconds(),
            settings.get(Keys.INGEST_QUEUE_BYTES));
    this.envelopes = new EnvelopeEndpoint(intake);
    this.store = new StoreEndpoint(intake, envelopes);
    this.security = new SecurityEndpoint(intake);
    this.uploads = new UploadEndpoint(intake);
    this.cron = new CronEndpoint(intake);
    this.otlp = new OtlpEndpoint(intake);
    this.errorPage = new ErrorPageEndpoint(intake, resources.projects(), resources.counters());
  }

  /**
   * Takes a request if its path belongs to ingest; to be called on the request's event loop.
   *
   * @return whether the request was taken
   */
  public boolean take(Vertx vertx, HttpServerRequest request) {
    String requested = request.path();
    IngestPath path = requested == null ? null : IngestPath.of(requested);
    if (path == null) {
      return false;
    }
    String method = request.method().name();
    boolean dialog = path.endpoint() == IngestPath.Endpoint.ERROR_PAGE;
    if (method.equals("OPTIONS") && !dialog) {
      send(request, null, preflight(path));
      return true;
    }
    if (!path.endpoint().methods().contains(method)) {
      send(request, null, Reply.empty(405));
      return true;
    }
    MemoryBudget.Share held = intake.memory().share();
    try {
      if (path.endpoint().appends() && intake.isFull()) {
        // refused before it costs anything, so that the backlog is worked off
        throw new Appender.Busy();
      }
      held.take(RequestBody.heldBefore(request));
    } catch (Appender.Busy busy) {
      send(request, null, busy.reply());
      return true;
    }
    Context context = vertx.getOrCreateContext();
    RequestBody.receive(
        request,
        context,
        body -> {
          held.close();
          IngestRequest incoming = incoming(request, method, body);
          var unused =
              Thread.ofVirtual()
                  .name("ingest")
                  .start(() -> {
                    Reply reply = answer(path, incoming);
                    context.runOnContext(back -> send(request, body, reply));
                  });
        });
    return true;
  }

  private IngestRequest incoming(HttpServerRequest request, String method, RequestBody body) {
    String rawQuery = request.query();
    var query = rawQuery == null ? Map.<String, String>of() : QueryParameters.firstOfEach(rawQuery);
    MultiMap headers = request.headers();
    return new IngestRequest(
        method,
        headers,
        query,
        rawQuery,
        addresses.of(headers::get, request.remoteAddress().hostAddress()),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        body);
  }

  private Reply preflight(IngestPath path) {
    boolean cron = path.endpoint() == IngestPath.Endpoint.CRON;
    return Reply.empty(200)
        .with("Access-Control-Allow-Methods", cron ? "GET, POST" : "POST")
        .with("Access-Control-Allow-Headers", PREFLIGHT_HEADERS)
        .with("Access-Control-Max-Age", "3600");
  }

  private Reply answer(IngestPath path, IngestRequest request) {
    try {
      return route(path, request);
    } catch (IngestError refused) {
      return Reply.error(refused);
    } catch (Appender.Busy busy) {
      return busy.reply();
    } catch (Fault fault) {
      LOG.warn("ingest request failed: {}", fault.toString());
      return Reply.error(new IngestError(503, "failed to queue envelope"));
    } catch (RuntimeException | StackOverflowError defect) {
      LOG.error("ingest request failed", defect);
      return Reply.error(new IngestError(500, "internal error"));
    }
  }

  private Reply route(IngestPath path, IngestRequest request) throws IngestError {
    Long project = path.projectId();
    return switch (path.endpoint()) {
      case ENVELOPE -> envelopes.post(request, project);
      case STORE ->
          request.method().equals("GET")
              ? store.get(request, project)
              : store.post(request, project);
      case SECURITY -> security.security(request, project);
      case NEL -> security.nel(request, project);
      case MINIDUMP -> uploads.minidump(request, project);
      case UNREAL -> uploads.unreal(request, project, path.key());
      case ATTACHMENTS -> uploads.attachments(request, project, argument(path));
      case CRON -> cron.checkIn(request, project, argument(path), path.key());
      case OTLP_TRACES -> otlp.traces(request, project);
      case OTLP_LOGS -> otlp.logs(request, project);
      case ERROR_PAGE -> errorPage.handle(request);
      case HEALTH -> health("ready".equals(path.argument()));
    };
  }

  private static String argument(IngestPath path) {
    String argument = path.argument();
    return argument == null ? "" : argument.toLowerCase(Locale.ROOT);
  }

  private Reply health(boolean readiness) {
    boolean healthy = !readiness || ready.getAsBoolean();
    return Reply.json(healthy ? 200 : 503, Json.object().put("is_healthy", healthy).build());
  }

  private void send(HttpServerRequest request, @Nullable RequestBody body, Reply reply) {
    HttpServerResponse response = request.response();
    telemetry
        .counter(Metric.INGEST_REQUESTS, "status", Integer.toString(reply.status()))
        .increment();
    if (response.closed() || response.ended()) {
      return;
    }
    CORS.forEach(response::putHeader);
    reply.headers().forEach(response::putHeader);
    response.setStatusCode(reply.status());
    boolean unread = body != null && !body.isComplete();
    if (unread) {
      response.putHeader("Connection", "close");
    }
    Future<Void> sent = response.end(Buffer.buffer(reply.body()));
    if (unread) {
      drop(request, sent);
    }
  }

  /**
   * The client may still be sending: what comes is dropped until it ends or a moment has passed,
   * since a connection that is closed before is reset, and the answer can be lost with it.
   */
  private static void drop(HttpServerRequest request, Future<Void> sent) {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("an answer is sent on the request's event loop");
    }
    Vertx vertx = context.owner();
    long patience = vertx.setTimer(LINGERING.toMillis(), late -> request.connection().close());
    request.endHandler(whole ->
        sent.onComplete(done -> {
          vertx.cancelTimer(patience);
          request.connection().close();
        }));
    request.exceptionHandler(gone -> vertx.cancelTimer(patience));
    request.handler(null);
    request.resume();
  }
}
