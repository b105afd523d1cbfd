package dev.vedette.project;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

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
    String login = uri.getUserInfo();
    if (!http || login == null || uri.getHost() == null) {
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
      return id > 0 ? Optional.of(new Dsn(key, uri.getHost(), id)) : Optional.empty();
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
