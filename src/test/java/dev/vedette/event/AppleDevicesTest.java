package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.JsonText;
import org.junit.jupiter.api.Test;

/** Models of Apple's devices are shown with the names that people know. */
class AppleDevicesTest {

  private static String named(String contexts) {
    return AppleDevices.named(JsonText.parseTrustedObject(contexts)).text();
  }

  @Test
  void aModelGetsItsName() {
    assertThat(named("{\"device\":{\"type\":\"device\",\"model\":\"iPhone14,5\"}}"))
        .isEqualTo(
            "{\"device\":{\"type\":\"device\",\"model\":\"iPhone14,5\",\"name\":\"iPhone 13\"}}");
    assertThat(AppleDevices.name("iPad8,12")).isEqualTo("iPad Pro (12.9-inch, 4th generation)");
  }

  @Test
  void whatHasANameOrIsNotKnownStaysAsItIs() {
    for (String contexts :
        new String[] {
          "{\"device\":{\"model\":\"iPhone14,5\",\"name\":\"Jo's\"}}",
          "{\"device\":{\"model\":\"iPhone99,1\"}}",
          "{\"os\":{\"model\":\"iPhone14,5\"}}",
        }) {
      assertThat(named(contexts)).isEqualTo(contexts);
    }
  }
}
