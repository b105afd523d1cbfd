package dev.vedette.outbound;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests to others. A name is resolved once, every address it has is checked, and the
 * connection goes to the checked address, so that a second answer of the name server changes
 * nothing. Redirects are followed here, each checked anew. Methods wait and are to be called on
 * virtual threads.
 */
public final class GuardedClient implements AutoCloseable {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization", "x-sentry-auth");
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final OutboundPolicy policy;
  private final HttpClient client;

  /** A client under a policy. */
  public GuardedClient(Vertx vertx, OutboundPolicy policy) {
    this.policy = policy;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setVerifyHost(true).setDecompressionSupported(false));
  }

  /**
   * A request.
   *
   * @param headers by name
   */
  public record Outgoing(String method, URI uri, Map<String, String> headers, byte[] body) {

    /** A request without headers and body. */
    public static Outgoing get(URI uri) {
      return new Outgoing("GET", uri, Map.of(), new byte[0]);
    }
  }

  /**
   * What a request may cost.
   *
   * @param bytes largest body of the answer
   * @param time for all of it, redirects included
   * @param redirects most that are followed; 0 gives the redirect itself
   */
  public record Limits(int bytes, Duration time, int redirects) {}

  /**
   * An answer.
   *
   * @param headers the first value of each name, in lower case
   */
  public record Incoming(int status, Map<String, String> headers, byte[] body) {}

  /**
   * Sends a request.
   *
   * @throws OutboundRefused when a rule forbids it, a limit is reached, or nobody answers
   */
  public Incoming send(Outgoing request, Limits limits) throws OutboundRefused {
    if (!policy.isEnabled()) {
      throw new OutboundRefused("requests to others are switched off");
    }
    long end = System.nanoTime() + limits.time().toNanos();
    Outgoing next = request;
    for (int redirects = 0; ; redirects++) {
      Incoming answer = exchange(next, limits.bytes(), end);
      String location = answer.headers().get("location");
      if (!REDIRECTS.contains(answer.status()) || location == null || limits.redirects() == 0) {
        return answer;
      }
      if (redirects == limits.redirects()) {
        throw new OutboundRefused("more than %d redirects".formatted(limits.redirects()));
      }
      next = redirected(next, answer.status(), location);
    }
  }

  private static Outgoing redirected(Outgoing request, int status, String location)
      throws OutboundRefused {
    URI target;
    try {
      target = request.uri().resolve(location);
    } catch (IllegalArgumentException malformed) {
      throw new OutboundRefused("a redirect to what is no URL");
    }
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    if (!sameOrigin(request.uri(), target)) {
      headers.keySet().removeIf(name -> CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)));
    }
    boolean same = status == 307 || status == 308 || request.method().equals("HEAD");
    return same
        ? new Outgoing(request.method(), target, headers, request.body())
        : new Outgoing("GET", target, headers, new byte[0]);
  }

  private static boolean sameOrigin(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() > 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
  }

  private Incoming exchange(Outgoing request, int limit, long end) throws OutboundRefused {
    URI uri = request.uri();
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null || !(https || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw new OutboundRefused("only http and https URLs with a host are requested");
    }
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (left <= 0) {
      throw new OutboundRefused("no answer in time");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(checked(uri), port(uri))))
            .setHost(uri.getHost())
            .setPort(port(uri))
            .setSsl(https)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
            .setConnectTimeout(left)
            .setFollowRedirects(false);
    request.headers().forEach(options::putHeader);
    try {
      return client
          .request(options)
          .compose(sent -> answer(sent, request.body(), limit))
          .timeout(left, TimeUnit.MILLISECONDS)
          .await();
    } catch (Exception failed) {
      throw new OutboundRefused(
          "%s: %s"
              .formatted(
                  uri.getHost(), failed.getMessage() == null ? failed : failed.getMessage()));
    }
  }

  /** The address to connect to: the first of the name's, all of which must be allowed. */
  private InetAddress checked(URI uri) throws OutboundRefused {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(uri.getHost());
    } catch (UnknownHostException unknown) {
      throw new OutboundRefused("%s is not known".formatted(uri.getHost()));
    }
    for (InetAddress address : addresses) {
      if (!policy.allows(address)) {
        throw new OutboundRefused("%s is an address of a private network".formatted(uri.getHost()));
      }
    }
    return addresses[0];
  }

  private static Future<Incoming> answer(HttpClientRequest request, byte[] body, int limit) {
    return request.send(Buffer.buffer(body)).compose(response -> collected(response, limit));
  }

  private static Future<Incoming> collected(HttpClientResponse response, int limit) {
    Promise<Incoming> done = Promise.promise();
    Buffer collected = Buffer.buffer();
    response.handler(chunk -> {
      if (collected.length() + chunk.length() > limit) {
        done.tryFail("the answer is larger than %d bytes".formatted(limit));
        response.request().reset();
      } else {
        collected.appendBuffer(chunk);
      }
    });
    response.exceptionHandler(done::tryFail);
    response.endHandler(end ->
        done.tryComplete(
            new Incoming(response.statusCode(), first(response.headers()), collected.getBytes())));
    return done.future();
  }

  private static Map<String, String> first(MultiMap headers) {
    Map<String, String> first = new LinkedHashMap<>();
    headers.forEach((name, value) -> first.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    return first;
  }

  @Override
  public void close() {
    client.close().await();
  }
}
