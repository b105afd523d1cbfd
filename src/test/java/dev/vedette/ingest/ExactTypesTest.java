package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions that are sent as events are found wherever their type stands (spec 01 §8.1). */
class ExactTypesTest {

  private static ItemType typeOf(String payload) {
    Item sent =
        new Item(
            ItemType.EVENT,
            Json.object().put("type", "event").build(),
            new Item.Bytes(payload.getBytes(StandardCharsets.UTF_8)));
    return ExactTypes.of(List.of(sent)).getFirst().type();
  }

  @Test
  void theTypeIsFoundAtAnyPlaceAndAfterAnythingLikeIt() {
    for (int before = 0; before < 40; before++) {
      String like =
          "\"transaction\":\"transaction\",\"x\":\"" + "transaction".repeat(before) + "\"";
      for (String type :
          new String[] {"\"type\":\"transaction\"", "\"type\" :\n \"transaction\""}) {
        assertThat(typeOf("{" + like + "," + type + "}")).isEqualTo(ItemType.TRANSACTION);
        assertThat(typeOf("{" + type + "," + like + "}")).isEqualTo(ItemType.TRANSACTION);
      }
      assertThat(typeOf("{" + like + "}")).isEqualTo(ItemType.EVENT);
      assertThat(typeOf("{\"extra\":{\"type\":\"transaction\"}," + like + "}"))
          .isEqualTo(ItemType.EVENT);
    }
  }

  @Test
  void shortOrBrokenPayloadsAreLeftAlone() {
    for (String payload :
        new String[] {
          "", "{}", "\"transaction\"", ":\"transaction\"", "{\"type\":\"transaction\""
        }) {
      assertThat(typeOf(payload)).as(payload).isEqualTo(ItemType.EVENT);
    }
  }
}
