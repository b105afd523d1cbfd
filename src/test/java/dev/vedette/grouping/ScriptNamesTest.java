package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.event.PlainEvents;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of scripts as they count for grouping (spec 02 §8.7). */
class ScriptNamesTest {

  private static final Grouper GROUPER = new Grouper(GroupingSettings.DEFAULT);

  private static Json.Obj event(String file) {
    String text =
        """
        {"platform":"javascript","exception":{"values":[{"type":"E","value":"v","stacktrace":{"frames":[
        {"function":"pay","filename":"%s","lineno":1,"in_app":true}]}}]}}\
        """;
    Json.Obj sent = JsonText.parseTrustedObject(text.formatted(file).replace("\n", ""));
    return new PlainEvents().normalized(sent, Instant.EPOCH).orElseThrow();
  }

  private static List<String> hashes(String file) {
    return GROUPER.group(event(file)).hashes();
  }

  @Test
  void anotherQueryIsTheSameScript() {
    assertThat(hashes("/static/cart.js?v=10")).isEqualTo(hashes("/static/cart.js?v=11"));
    assertThat(hashes("/static/cart.js?v=10")).isNotEqualTo(hashes("/static/till.js?v=10"));
  }

  @Test
  void anEventThatIsStoredIsGroupedAsItWas() {
    Json.Obj stored = GROUPER.group(event("/static/?cart-2.4.1/dojo.js")).event();
    assertThat(GROUPER.group(stored).hashes()).isEqualTo(hashes("/static/?cart-2.4.1/dojo.js"));
  }
}
