package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Secrets;
import dev.vedette.ingest.ClientAddress;
import dev.vedette.ingest.QueryParameters;
import dev.vedette.json.Json;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request, lets the caller in and answers. Bodies are collected on the event
 * loop up to a limit; handlers run on virtual threads.
 */
public final class Router implements Handler<HttpServerRequest> {

  private static final Logger LOG = LogManager.getLogger(Router.class);
  private static final int MAX_BODY = 4 << 20;
  private static final int MAX_FORM = 256 << 10;
  private static final long MAX_COLLECTING = 48L << 20;
  private static final int CHUNK = 64 << 10;
  private static final int ERROR_ID_BYTES = 16;

  private final Vertx vertx;
  private final Authentication authentication;
  private final Telemetry telemetry;
  private final ClientAddress addresses;
  private final List<Route> routes;
  private final Function<Failure, Answer> pageErrors;
  private final @Nullable String publicUrl;
  private final Cors cors;

  /** Bytes of request bodies in memory. */
  private final AtomicLong collecting = new AtomicLong();

  /**
   * A failure on a path that is not the API's.
   *
   * @param target path and query as sent; what leads back after a login
   */
  public record Failure(Fault fault, String target, Caller caller) {}

  /**
   * A router.
   *
   * @param pageErrors makes pages of failures outside of {@code /api/}
   * @param publicUrl scheme and host of the server as clients know them; null: those of requests
   */
  public Router(
      Vertx vertx,
      Authentication authentication,
      Telemetry telemetry,
      ClientAddress addresses,
      List<Route> routes,
      Function<Failure, Answer> pageErrors,
      @Nullable String publicUrl) {
    this.vertx = vertx;
    this.authentication = authentication;
    this.telemetry = telemetry;
    this.addresses = addresses;
    this.routes =
        routes.stream().sorted(Comparator.comparingInt(Route::literals).reversed()).toList();
    this.pageErrors = pageErrors;
    this.publicUrl = publicUrl;
    this.cors = new Cors(publicUrl);
  }

  /** All routes, for tests that walk them. */
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Context context = vertx.getOrCreateContext();
    Collected collected = new Collected(limit(request));
    request.handler(collected::add);
    request.exceptionHandler(broken -> collected.release());
    request.endHandler(end -> {
      var unused =
          Thread.ofVirtual()
              .name("http")
              .start(() -> {
                Timer.Sample began = Timer.start();
                Answer answer;
                try {
                  Fault refused = collected.refused;
                  answer =
                      refused == null
                          ? answer(request, collected.body.getBytes())
                          : Answer.of(refused);
                } finally {
                  collected.release();
                }
                began.stop(
                    telemetry.timer(Metric.API_TIME, "status", Integer.toString(answer.status())));
                send(context, request, answer);
              });
    });
  }

  private static int limit(HttpServerRequest request) {
    return String.valueOf(request.path()).startsWith("/api/") ? MAX_BODY : MAX_FORM;
  }

  /** The body of one request, within the budget of all. Lives on the event loop of its request. */
  private final class Collected {
    private final int limit;
    private final Buffer body = Buffer.buffer();
    private final AtomicInteger held = new AtomicInteger();
    private volatile @Nullable Fault refused;

    Collected(int limit) {
      this.limit = limit;
    }

    void add(Buffer chunk) {
      if (refused != null) {
        return;
      }
      if (body.length() + chunk.length() > limit) {
        refused = new Fault(Fault.Code.TOO_LARGE, "The request is too large.");
      } else if (collecting.addAndGet(chunk.length()) > MAX_COLLECTING) {
        collecting.addAndGet(-chunk.length());
        refused = new Fault(Fault.Code.UNAVAILABLE, "Too much is being sent. Try again later.");
      } else {
        held.addAndGet(chunk.length());
        body.appendBuffer(chunk);
      }
    }

    void release() {
      collecting.addAndGet(-held.getAndSet(0));
    }
  }

  private record Matched(Route route, Map<String, String> parameters) {}

  private Answer answer(HttpServerRequest request, byte[] body) {
    String path = String.valueOf(request.path());
    String target = path.startsWith("/api/") ? path : String.valueOf(request.uri());
    Map<String, String> headers = headers(request);
    Caller caller = Caller.ANONYMOUS;
    Matched matched = null;
    try {
      List<String> segments = Route.segments(path).stream().map(Router::decode).toList();
      matched = match(method(request), segments);
      String address = address(headers, request.remoteAddress().hostAddress());
      caller = authentication.caller(headers, address);
      if (matched == null) {
        return unmatched(request, segments, target, caller);
      }
      Call.Membership membership =
          authentication.admit(
              matched.route().access(),
              caller,
              method(request),
              matched.parameters(),
              withFormToken(headers, body));
      String query = request.query();
      Map<String, List<String>> parameters = query == null ? Map.of() : QueryParameters.all(query);
      refuseNul(segments, parameters);
      Call call =
          new Call(
              method(request),
              url(request),
              matched.parameters(),
              parameters,
              headers,
              body,
              address,
              caller,
              membership);
      if (matched.route().isSudo()) {
        authentication.requireSudo(caller, headers);
      }
      return matched.route().handler().apply(call);
    } catch (SudoRequired sudo) {
      return sudo.answer();
    } catch (Moved moved) {
      return moved.answer(Objects.requireNonNull(matched).route(), url(request));
    } catch (Fault fault) {
      return fault.code() == Fault.Code.INTERNAL
          ? defect(path, target, caller, fault)
          : failure(fault, target, caller);
    } catch (Exception | Error defect) {
      return defect(path, target, caller, defect);
    }
  }

  /** A defect of ours: the answer has a number by which it is found in the log. */
  private Answer defect(String path, String target, Caller caller, Throwable defect) {
    String id = Secrets.hex(ERROR_ID_BYTES);
    LOG.error("request to {} failed, error {}", path, id, defect);
    return target.startsWith("/api/")
        ? Answer.json(500, Json.object().put("detail", "Internal Error").put("errorId", id).build())
        : failure(new Fault(Fault.Code.INTERNAL, "Internal Error", defect), target, caller);
  }

  /** The address of a request as its client knows it. */
  private String url(HttpServerRequest request) {
    String own = publicUrl;
    if (own != null) {
      return own + request.uri();
    }
    String whole = request.absoluteURI();
    return whole == null ? String.valueOf(request.path()) : whole;
  }

  /** No name holds the null character, and PostgreSQL cannot be asked for one (spec 11 §27). */
  private static void refuseNul(List<String> segments, Map<String, List<String>> parameters) {
    if (segments.stream().anyMatch(segment -> segment.indexOf('\0') >= 0)) {
      throw Fault.notFound();
    }
    parameters.forEach((name, values) -> {
      if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
        throw Fault.invalid("%s: null characters are not allowed.".formatted(name));
      }
    });
  }

  private String address(Map<String, String> headers, String peer) {
    return addresses.nearest(headers::get, peer);
  }

  private Answer failure(Fault fault, String target, Caller caller) {
    return target.startsWith("/api/")
        ? Answer.of(fault)
        : pageErrors.apply(new Failure(fault, target, caller));
  }

  private static String method(HttpServerRequest request) {
    String method = request.method().name();
    return method.equals("HEAD") ? "GET" : method;
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(header ->
            headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    if (request.authority() != null) {
      // HTTP/2 has the host in a pseudo-header
      headers.putIfAbsent("host", request.authority().toString());
    }
    return headers;
  }

  /** A form without JavaScript repeats the token in a field. */
  private static Map<String, String> withFormToken(Map<String, String> headers, byte[] body) {
    String type = headers.getOrDefault("content-type", "");
    if (headers.containsKey("x-csrftoken")
        || !type.startsWith("application/x-www-form-urlencoded")) {
      return headers;
    }
    String token =
        QueryParameters.firstOfEach(new String(body, StandardCharsets.UTF_8))
            .get("csrfmiddlewaretoken");
    if (token == null) {
      return headers;
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("x-csrftoken", token);
    return all;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return segment;
    }
  }

  private @Nullable Matched match(String method, List<String> segments) {
    for (Route route : routes) {
      if (route.method().equals(method)) {
        Map<String, String> parameters = route.match(segments);
        if (parameters != null) {
          return new Matched(route, parameters);
        }
      }
    }
    return null;
  }

  private Answer unmatched(
      HttpServerRequest request, List<String> segments, String target, Caller caller) {
    TreeSet<String> allowed = new TreeSet<>();
    List<Route> others = new ArrayList<>(routes);
    others.removeIf(route -> route.match(segments) == null);
    others.forEach(route -> allowed.add(route.method()));
    if (allowed.isEmpty()) {
      return failure(new Fault(Fault.Code.NOT_FOUND, "Not found"), target, caller);
    }
    if (request.method().name().equals("OPTIONS")) {
      return Cors.preflight(allowed);
    }
    String detail = "Method \"%s\" not allowed.".formatted(request.method().name());
    return Answer.json(405, Json.object().put("detail", detail).build())
        .with("Allow", Cors.allowed(allowed));
  }

  private void send(Context context, HttpServerRequest request, Answer answer) {
    Answer.Stream stream = answer.stream();
    if (stream == null) {
      context.runOnContext(back -> {
        if (begin(request, answer, answer.body().length)) {
          request.response().end(Buffer.buffer(answer.body()));
        }
      });
    } else {
      pump(context, request, answer, stream);
    }
  }

  /** Sends a stream chunk by chunk, each when the one before has gone out. */
  private void pump(
      Context context, HttpServerRequest request, Answer answer, Answer.Stream stream) {
    HttpServerResponse response = request.response();
    try (InputStream in = stream.content()) {
      Promise<Boolean> begun = Promise.promise();
      context.runOnContext(back -> begun.complete(begin(request, answer, stream.length())));
      if (!begun.future().await()) {
        return;
      }
      for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
        response.write(Buffer.buffer(chunk)).await();
      }
      response.end().await();
    } catch (Exception gone) {
      LOG.debug("a download ended early", gone);
      context.runOnContext(back -> response.reset());
    }
  }

  /** Writes the head of the answer; false when nothing is to follow. */
  private boolean begin(HttpServerRequest request, Answer answer, long length) {
    HttpServerResponse response = request.response();
    telemetry.counter(Metric.API_REQUESTS, "status", Integer.toString(answer.status())).increment();
    if (response.closed() || response.ended()) {
      return false;
    }
    response.setStatusCode(answer.status());
    SecurityHeaders.ALL.forEach(response::putHeader);
    cors.let(request, response);
    answer.headers().forEach(response::putHeader);
    answer.cookies().forEach(cookie -> response.headers().add("Set-Cookie", cookie));
    response.putHeader("Content-Length", Long.toString(length));
    if (request.method().name().equals("HEAD")) {
      response.end();
      return false;
    }
    return true;
  }
}
