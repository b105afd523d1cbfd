package dev.vedette.project;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A DSN found in data (spec 01 §3.2).
 *
 * @param publicKey the user part
 * @param host scheme, host and port, for comparing origins
 */
public record Dsn(String publicKey, String host, long projectId) {

  private static final Pattern PROJECT = Pattern.compile("[0-9]{1,19}");

  /** Reads a DSN; empty when it breaks the grammar. */
  public static Optional<Dsn> parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    String scheme = uri.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    String login = login(uri);
    String host = host(uri);
    if (!http || login == null || host.isEmpty()) {
      return Optional.empty();
    }
    int colon = login.indexOf(':');
    String key = colon < 0 ? login : login.substring(0, colon);
    String path = uri.getPath();
    String project = path.substring(path.lastIndexOf('/') + 1);
    if (key.isEmpty() || !PROJECT.matcher(project).matches()) {
      return Optional.empty();
    }
    try {
      long id = Long.parseLong(project);
      return id > 0 ? Optional.of(new Dsn(key, host, id)) : Optional.empty();
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /** User and password; also where the host is none by the grammar of addresses, as with "_". */
  private static @Nullable String login(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    return authority == null || at < 0 ? null : authority.substring(0, at);
  }

  private static String host(URI uri) {
    if (uri.getHost() != null) {
      return uri.getHost();
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String place = authority.substring(authority.lastIndexOf('@') + 1);
    return place.matches("[A-Za-z0-9._-]+(:\\d{1,5})?") ? place.replaceFirst(":.*", "") : "";
  }
}
