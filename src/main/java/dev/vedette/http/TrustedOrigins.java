package dev.vedette.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The origins from which a browser may change something (spec 10 §7.2).
 *
 * @param origins in lower case, {@code scheme://host[:port]}
 * @param ownHost whether the host that the request itself names is trusted too
 */
public record TrustedOrigins(Set<String> origins, boolean ownHost) {

  /**
   * The trusted origins of a server.
   *
   * @param url the address set for the server, or null; without one, the host of the request counts
   */
  public static TrustedOrigins of(@Nullable String url, Iterable<String> additional) {
    Stream<String> own = url == null ? Stream.empty() : Stream.of(url);
    Stream<String> others = StreamSupport.stream(additional.spliterator(), false);
    return new TrustedOrigins(
        Stream.concat(own, others)
            .map(TrustedOrigins::normal)
            .collect(Collectors.toUnmodifiableSet()),
        url == null);
  }

  private static String normal(String origin) {
    String lower = origin.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Whether a change may come from where these headers say; clients without Origin may. */
  boolean allows(Map<String, String> headers) {
    String origin = headers.get("origin");
    if (origin == null || origins.contains(normal(origin))) {
      return true;
    }
    String host = headers.get("host");
    return ownHost && host != null && host.equalsIgnoreCase(authority(origin));
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
