package dev.vedette.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What browsers are told about requests from other origins (spec 11 §1.4). */
final class Cors {

  private static final String REQUEST_HEADERS =
      "X-Sentry-Auth, X-Requested-With, Origin, Accept, Content-Type, Authentication, Authorization,"
          + " Content-Encoding, sentry-trace, baggage, X-CSRFToken";
  private static final String ANSWER_HEADERS =
      "X-Sentry-Error, X-Sentry-Direct-Hit, X-Hits, X-Max-Hits, Endpoint, Retry-After, Link";

  private final @Nullable String publicUrl;

  Cors(@Nullable String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** The answer to a preflight. */
  static Answer preflight(TreeSet<String> methods) {
    String list = allowed(methods);
    return Answer.empty(200)
        .with("Allow", list)
        .with("Access-Control-Allow-Methods", list)
        .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
        .with("Access-Control-Max-Age", "3600");
  }

  /** The safe methods first, as API clients of the original see them. */
  static String allowed(TreeSet<String> methods) {
    TreeSet<String> rest = new TreeSet<>(methods);
    List<String> ordered = new java.util.ArrayList<>();
    if (rest.remove("GET")) {
      ordered.addAll(List.of("GET", "HEAD"));
    }
    ordered.add("OPTIONS");
    ordered.addAll(rest);
    return String.join(", ", ordered);
  }

  /**
   * Lets scripts of other origins read an answer: any origin without cookies, with a session only
   * hosts of the server itself.
   */
  void let(HttpServerRequest request, HttpServerResponse response) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return;
    }
    boolean own = isOwn(origin);
    if (own || !request.headers().contains("Cookie")) {
      response.putHeader("Access-Control-Allow-Origin", origin);
      response.putHeader("Access-Control-Expose-Headers", ANSWER_HEADERS);
      response.putHeader("Vary", "Origin");
    }
    if (own) {
      response.putHeader("Access-Control-Allow-Credentials", "true");
    }
  }

  private boolean isOwn(String origin) {
    if (publicUrl == null) {
      return false;
    }
    try {
      String host = host(origin);
      String base = host(publicUrl);
      // a page that came over http may not read what the server says over https
      boolean sameScheme =
          URI.create(origin).getScheme().equalsIgnoreCase(URI.create(publicUrl).getScheme());
      return sameScheme && (host.equals(base) || host.endsWith("." + base));
    } catch (IllegalArgumentException | NullPointerException none) {
      return false;
    }
  }

  private static String host(String url) {
    return URI.create(url).getHost().toLowerCase(Locale.ROOT);
  }
}
