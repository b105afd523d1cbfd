package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.node.FirstSetup;
import dev.vedette.testing.RunningNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Only who has the printed link is asked for a password. */
class SetUpPageIT {

  @Test
  void theFormNeedsThePrintedLink() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      String printed =
          RunningNode.waiting(() -> FirstSetup.run(node.services(), Map.of()).orElseThrow());
      String link = printed.substring(printed.indexOf("http"));
      assertThat(get(link).body()).contains("name=\"password\"");
      for (String wrong : new String[] {"/setup", "/setup?token=guessed"}) {
        HttpResponse<String> refused = get(node.url() + wrong);
        assertThat(refused.statusCode()).as(wrong).isEqualTo(403);
        assertThat(refused.body())
            .contains("Open the link that the server printed")
            .doesNotContain("name=\"password\"");
      }
    }
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
