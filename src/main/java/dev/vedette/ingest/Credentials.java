package dev.vedette.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its sender (spec 01 §4).
 *
 * @param publicKey 32 characters, not yet looked up
 * @param client SDK name and version, or null
 * @param timestamp client's send time in Unix seconds, or null
 */
record Credentials(
    String publicKey, int version, @Nullable String client, @Nullable Double timestamp) {

  private static final String SCHEME = "sentry ";
  private static final int KEY_LENGTH = 32;
  static final int DEFAULT_VERSION = 7;

  /**
   * Collects the material of a request.
   *
   * @param sentryAuth header {@code X-Sentry-Auth}
   * @param authorization header {@code Authorization}
   * @param query decoded query parameters
   * @param pathKey key in the path
   * @return null when there is none
   */
  static @Nullable Credentials collect(
      @Nullable String sentryAuth,
      @Nullable String authorization,
      Map<String, String> query,
      @Nullable String pathKey)
      throws IngestError {
    List<Map<String, String>> found = new ArrayList<>();
    if (sentryAuth != null) {
      found.add(header(sentryAuth));
    }
    if (authorization != null && startsWith(authorization, SCHEME)) {
      found.add(header(authorization));
    } else if (authorization != null && startsWith(authorization, "basic ")) {
      found.add(basic(authorization.substring("basic ".length())));
    }
    if (query.keySet().stream().anyMatch(Credentials::isOfSender)) {
      found.add(query(query));
    }
    if (pathKey != null) {
      found.add(Map.of("key", pathKey));
    }
    if (found.size() > 1) {
      throw new IngestError(401, "multiple authorization payloads detected");
    }
    return found.isEmpty() ? null : of(found.getFirst());
  }

  private static boolean startsWith(String text, String lowerCasePrefix) {
    return text.strip().toLowerCase(Locale.ROOT).startsWith(lowerCasePrefix);
  }

  private static Map<String, String> header(String value) throws IngestError {
    String text = value.strip();
    if (!startsWith(text, SCHEME)) {
      throw badHeader("non sentry auth");
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : text.substring(SCHEME.length()).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        pairs.put(plain(part.substring(0, equals).strip()), part.substring(equals + 1).strip());
      }
    }
    return pairs;
  }

  private static String plain(String key) {
    return key.startsWith("sentry_") ? key.substring("sentry_".length()) : key;
  }

  private static Map<String, String> basic(String encoded) throws IngestError {
    try {
      String login =
          new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
      int colon = login.indexOf(':');
      return Map.of("key", colon < 0 ? login : login.substring(0, colon));
    } catch (IllegalArgumentException malformed) {
      throw badHeader("invalid basic credentials");
    }
  }

  private static boolean isOfSender(String parameter) {
    return parameter.contains("sentry_") || parameter.equals("glitchtip_key");
  }

  private static Map<String, String> query(Map<String, String> query) {
    Map<String, String> pairs = new LinkedHashMap<>();
    query.forEach((key, value) -> {
      switch (key) {
        case "sentry_key", "sentry_version", "sentry_client", "sentry_timestamp", "sentry_secret" ->
            pairs.put(plain(key), value);
        case "glitchtip_key" -> pairs.putIfAbsent("key", value);
        default -> {}
      }
    });
    return pairs;
  }

  private static Credentials of(Map<String, String> pairs) throws IngestError {
    String key = pairs.getOrDefault("key", "");
    int version = version(pairs.get("version"));
    if (key.isEmpty()) {
      throw badHeader("missing public key in auth header");
    }
    return new Credentials(
        publicKey(key), version, pairs.get("client"), seconds(pairs.get("timestamp")));
  }

  /** Checks the shape of a public key; flags after a dot are dropped. */
  static String publicKey(String text) throws IngestError {
    int dot = text.indexOf('.');
    String key = dot < 0 ? text : text.substring(0, dot);
    boolean ascii = key.chars().allMatch(c -> c > ' ' && c < 127);
    if (key.length() != KEY_LENGTH || !ascii) {
      throw new IngestError(400, "bad sentry DSN public key");
    }
    return key;
  }

  private static int version(@Nullable String text) throws IngestError {
    if (text == null) {
      return DEFAULT_VERSION;
    }
    int dot = text.indexOf('.');
    int version;
    try {
      version = Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
    } catch (NumberFormatException notNumber) {
      throw badHeader("invalid value for version");
    }
    if (version > DEFAULT_VERSION) {
      throw new IngestError(400, "unsupported protocol version (" + version + ")");
    }
    return version;
  }

  private static @Nullable Double seconds(@Nullable String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException notNumber) {
      return null;
    }
  }

  private static IngestError badHeader(String cause) {
    return new IngestError(401, "bad x-sentry-auth header", cause);
  }
}
