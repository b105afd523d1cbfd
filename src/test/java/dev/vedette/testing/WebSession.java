package dev.vedette.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Somebody who works on a server with the cookies of a browser. */
public final class WebSession {

  private final RunningNode node;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();

  public WebSession(RunningNode node) {
    this.node = node;
  }

  public CookieManager cookies() {
    return cookies;
  }

  /** Asks the API, with what changes must repeat of the session. */
  public HttpResponse<String> call(String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!csrf().isEmpty()) {
      request.header("X-CSRFToken", csrf());
    }
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A page; redirects are followed. */
  public HttpResponse<String> page(String path) throws Exception {
    return followed(
        browser.send(
            HttpRequest.newBuilder(URI.create(node.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  /**
   * Sends a form, with what changes must repeat of the session; redirects are followed.
   *
   * @param fields names and values in turn
   */
  public HttpResponse<String> submit(String path, String... fields) throws Exception {
    StringBuilder form = new StringBuilder("csrfmiddlewaretoken=" + csrf());
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=');
      form.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return followed(
        browser.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  private HttpResponse<String> followed(HttpResponse<String> answer) throws Exception {
    return answer.statusCode() == 302
        ? page(answer.headers().firstValue("Location").orElseThrow())
        : answer;
  }

  private String csrf() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("sc"))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  /** The status of the answer to a login. */
  public int logIn(String name, String password) throws Exception {
    String body = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
    return call("POST", "/api/0/auth/login/", body).statusCode();
  }

  /** A session that is logged in. */
  public static WebSession of(RunningNode node, String name, String password) throws Exception {
    WebSession session = new WebSession(node);
    assertThat(session.logIn(name, password)).isEqualTo(200);
    return session;
  }
}
