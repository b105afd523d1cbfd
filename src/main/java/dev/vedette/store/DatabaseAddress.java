package dev.vedette.store;

import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where PostgreSQL is and how to log in. The password never appears in {@link #toString}.
 *
 * @param database name of the database
 */
public record DatabaseAddress(
    String host, int port, String database, String user, String password) {

  private static final int DEFAULT_PORT = 5432;

  /**
   * Reads {@code postgresql://user:password@host:port/database}.
   *
   * @throws IllegalArgumentException with the rule, without the text
   */
  public static DatabaseAddress parse(String url) {
    String rule = "must have the form postgresql://user:password@host:port/database";
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException malformed) {
      // The cause would repeat the text, and with it the password.
      throw new IllegalArgumentException(rule);
    }
    boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
    String path = uri.getPath();
    if (!known || uri.getHost() == null || path == null || path.length() < 2) {
      throw new IllegalArgumentException(rule);
    }
    String login = uri.getRawUserInfo() == null ? "postgres" : uri.getRawUserInfo();
    int colon = login.indexOf(':');
    return new DatabaseAddress(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        path.substring(1),
        decode(colon < 0 ? login : login.substring(0, colon)),
        decode(colon < 0 ? "" : login.substring(colon + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The address with its password, as {@link #parse} reads it; not for logs. */
  public String url() {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            URLEncoder.encode(user, StandardCharsets.UTF_8),
            URLEncoder.encode(password, StandardCharsets.UTF_8),
            host,
            port,
            database);
  }

  PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost(host)
        .setPort(port)
        .setDatabase(database)
        .setUser(user)
        .setPassword(password);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  @Override
  public String toString() {
    return "postgresql://%s:********@%s:%d/%s".formatted(user, host, port, database);
  }
}
