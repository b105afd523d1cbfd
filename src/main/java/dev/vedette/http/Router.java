package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.ingest.ClientAddress;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
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
  private static final String CSP =
      "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

  private final Vertx vertx;
  private final Authentication authentication;
  private final Telemetry telemetry;
  private final ClientAddress addresses;
  private final List<Route> routes;
  private final Function<Failure, Answer> pageErrors;

  /** A failure on a path that is not the API's. */
  public record Failure(Fault fault, String path, Caller caller) {}

  /**
   * A router.
   *
   * @param pageErrors makes pages of failures outside of {@code /api/}
   */
  public Router(
      Vertx vertx,
      Authentication authentication,
      Telemetry telemetry,
      ClientAddress addresses,
      List<Route> routes,
      Function<Failure, Answer> pageErrors) {
    this.vertx = vertx;
    this.authentication = authentication;
    this.telemetry = telemetry;
    this.addresses = addresses;
    this.routes =
        routes.stream().sorted(Comparator.comparingInt(Route::literals).reversed()).toList();
    this.pageErrors = pageErrors;
  }

  /** All routes, for tests that walk them. */
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Context context = vertx.getOrCreateContext();
    Buffer body = Buffer.buffer();
    boolean[] tooLarge = new boolean[1];
    request.handler(chunk -> {
      if (body.length() + chunk.length() > MAX_BODY) {
        tooLarge[0] = true;
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      var unused =
          Thread.ofVirtual()
              .name("http")
              .start(() -> {
                Answer answer =
                    tooLarge[0]
                        ? Answer.of(new Fault(Fault.Code.TOO_LARGE, "The request is too large."))
                        : answer(request, body.getBytes());
                context.runOnContext(back -> send(request, answer));
              });
    });
  }

  private record Matched(Route route, Map<String, String> parameters) {}

  private Answer answer(HttpServerRequest request, byte[] body) {
    String path = String.valueOf(request.path());
    Map<String, String> headers = headers(request);
    Caller caller = Caller.ANONYMOUS;
    try {
      List<String> segments = Route.segments(path).stream().map(Router::decode).toList();
      Matched matched = match(method(request), segments);
      caller = authentication.caller(headers);
      if (matched == null) {
        return unmatched(request, segments, path, caller);
      }
      Call.Membership membership =
          authentication.admit(
              matched.route().access(),
              caller,
              method(request),
              matched.parameters(),
              withFormToken(headers, body));
      String query = request.query();
      Call call =
          new Call(
              method(request),
              request.absoluteURI() == null ? path : request.absoluteURI(),
              matched.parameters(),
              query == null ? Map.of() : new QueryStringDecoder(query, false).parameters(),
              headers,
              body,
              address(headers, request.remoteAddress().hostAddress()),
              caller,
              membership);
      return matched.route().handler().apply(call);
    } catch (Fault fault) {
      return failure(fault, path, caller);
    } catch (RuntimeException | StackOverflowError defect) {
      LOG.error("request to {} failed", path, defect);
      return failure(new Fault(Fault.Code.INTERNAL, "Internal Error", defect), path, caller);
    }
  }

  private String address(Map<String, String> headers, String peer) {
    String found = addresses.of(headers::get, peer);
    return found == null ? peer : found;
  }

  private Answer failure(Fault fault, String path, Caller caller) {
    return path.startsWith("/api/")
        ? Answer.of(fault)
        : pageErrors.apply(new Failure(fault, path, caller));
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
    List<String> token =
        new QueryStringDecoder(new String(body, StandardCharsets.UTF_8), false)
            .parameters()
            .get("csrfmiddlewaretoken");
    if (token == null) {
      return headers;
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("x-csrftoken", token.getFirst());
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
      HttpServerRequest request, List<String> segments, String path, Caller caller) {
    TreeSet<String> allowed = new TreeSet<>();
    List<Route> others = new ArrayList<>(routes);
    others.removeIf(route -> route.match(segments) == null);
    others.forEach(route -> allowed.add(route.method()));
    if (allowed.isEmpty()) {
      return failure(new Fault(Fault.Code.NOT_FOUND, "Not found"), path, caller);
    }
    allowed.add("OPTIONS");
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String list = String.join(", ", allowed);
    if (request.method().name().equals("OPTIONS")) {
      return Answer.empty(200).with("Allow", list).with("Access-Control-Allow-Methods", list);
    }
    String detail = "Method \"%s\" not allowed.".formatted(request.method().name());
    return Answer.json(405, dev.vedette.json.Json.object().put("detail", detail).build())
        .with("Allow", list);
  }

  private void send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    telemetry.counter(Metric.API_REQUESTS, "status", Integer.toString(answer.status())).increment();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(answer.status());
    response.putHeader("Content-Security-Policy", CSP);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Referrer-Policy", "same-origin");
    answer.headers().forEach(response::putHeader);
    if (request.method().name().equals("HEAD")) {
      response.putHeader("Content-Length", Integer.toString(answer.body().length));
      response.end();
    } else {
      response.end(Buffer.buffer(answer.body()));
    }
  }
}
