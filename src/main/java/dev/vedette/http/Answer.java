package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param cookies values of {@code Set-Cookie}
 * @param stream sent instead of the body when it is there
 */
public record Answer(
    int status,
    Map<String, String> headers,
    List<String> cookies,
    byte[] body,
    @Nullable Stream stream) {

  /** An answer with its body in memory. */
  public Answer(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, List.of(), body, null);
  }

  /**
   * A body that is too large for memory.
   *
   * @param length bytes that {@code content} gives
   */
  public record Stream(long length, InputStream content) {}

  /** A body that is read while it is sent, and closed afterwards. */
  public static Answer stream(Map<String, String> headers, long length, InputStream content) {
    return new Answer(200, headers, List.of(), new byte[0], new Stream(length, content));
  }

  /** JSON with a status. */
  public static Answer json(int status, Json body) {
    return new Answer(
        status, Map.of("Content-Type", "application/json"), JsonText.writeBytes(body));
  }

  /** JSON with status 200. */
  public static Answer ok(Json body) {
    return json(200, body);
  }

  /** A page. */
  public static Answer html(int status, String text) {
    return new Answer(
        status,
        Map.of("Content-Type", "text/html; charset=utf-8", "Cache-Control", "no-store"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer without a body. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  /** Sends the browser elsewhere. */
  public static Answer redirect(String location) {
    return empty(302).with("Location", location);
  }

  /** The answer for a failure: its detail, or the field and its rule, and nothing else. */
  public static Answer of(Fault fault) {
    Answer answer = json(fault.code().status(), body(fault));
    return switch (fault.code()) {
      case UNAUTHENTICATED -> answer.with("WWW-Authenticate", "xBasic realm=\"api\"");
      // limits of the API are windows of minutes to a day; asking again each minute is enough
      case LIMITED -> answer.with("Retry-After", "60");
      default -> answer;
    };
  }

  private static Json body(Fault fault) {
    String field = fault.field();
    if (field == null) {
      return Json.object().put("detail", fault.detail()).build();
    }
    Json rules = Json.array(Json.of(fault.detail()));
    String[] levels = field.split("\\.");
    for (int i = levels.length - 1; i >= 0; i--) {
      rules = Json.object().put(levels[i], rules).build();
    }
    return rules;
  }

  /** This answer with one more header. */
  public Answer with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Answer(status, all, cookies, body, stream);
  }

  /** This answer with one more cookie, e.g. {@code name=value; Path=/}. */
  public Answer withCookie(String cookie) {
    List<String> all = new ArrayList<>(cookies);
    all.add(cookie);
    return new Answer(status, headers, List.copyOf(all), body, stream);
  }
}
