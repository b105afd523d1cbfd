package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A page with nothing but the loader script reports, and brings the SDK only when it must. */
class LoaderScriptIT {

  private static final String KEYS = "/api/0/projects/acme/web/keys/";

  @Test
  void whatHappensBeforeTheSdkIsThereIsReported() throws Exception {
    int port = RunningNode.freePort();
    String sdk = "http://127.0.0.1:%d/{version}/{bundle}.min.js".formatted(port);
    try (RunningNode node =
        RunningNode.with(Map.of("loader.sdk-url", sdk, "loader.sdk-version", "10.50.0"))) {
      Shop shop = Shop.on(node);
      var dsn = shop.project("web", "javascript");
      Json.Obj key = (Json.Obj) ((Json.Arr) shop.get(KEYS)).get(0);
      Json.Obj lazy =
          (Json.Obj)
              JsonText.parseTrusted(
                  "{\"dynamicSdkLoaderOptions\":{\"hasReplay\":false,\"hasPerformance\":false}}");
      assertThat(shop.put(KEYS + key.string("id") + "/", lazy).status()).isEqualTo(200);
      Json.Obj said =
          (Json.Obj)
              JsonText.parse(
                  Programs.browser(
                      Map.of(
                          "LOADER",
                          String.valueOf(key.object("dsn").string("cdn")),
                          "PORT",
                          Integer.toString(port)),
                      "loader.mjs"));
      assertThat(dsn).contains(String.valueOf(key.string("public")));
      assertThat(said.array("before").items()).isEmpty();
      assertThat(said.array("fetched")).isEqualTo(Json.array(Json.of("/10.50.0/bundle.min.js")));
      assertThat(said.array("answers").text()).isEqualTo("[200,200]");
      node.awaitDrained();
      assertThat(shop.titles("web"))
          .containsExactlyInAnyOrder("TypeError: the card was declined", "paid later");
      assertThat(shop.count("SELECT count(*) FROM release WHERE version = 'shop@2.0.0'"))
          .isEqualTo(1);
      URI unknown = URI.create(node.url() + "/js-sdk-loader/" + "0".repeat(32) + ".min.js");
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(unknown).build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(404);
    }
  }
}
