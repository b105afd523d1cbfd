package dev.vedette.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

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
    cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("sc"))
        .map(HttpCookie::getValue)
        .forEach(token -> request.header("X-CSRFToken", token));
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
