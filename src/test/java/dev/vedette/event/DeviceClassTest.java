package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fast devices are (spec 02 §24.3). */
class DeviceClassTest {

  @ParameterizedTest
  @CsvSource({
    "'iPhone8,1', 1",
    "'iPhone10,3', 2",
    "'iPhone12,1', 2",
    "'iPhone13,2', 3",
    "'iPad6,3', 1",
    "'iPad13,1', 3",
    "'iPod9,1', 1",
    "'Mac14,2',",
  })
  void devicesOfApple(String model, String expected) throws Exception {
    assertThat(DeviceClass.of(event("{\"device\":{\"model\":\"%s\"}}".formatted(model))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 2400, 8, 2",
    "8, 3000, 8, 3",
    "8, 3000, 5, 2",
    "4, 3000, 8, 1",
    "8, 1900, 8, 1",
    "8, 3000, 3, 1",
  })
  void devicesWithAndroid(int cores, int megahertz, long gibibytes, String expected)
      throws Exception {
    String device =
        "{\"os\":{\"name\":\"Android\"},\"device\":{\"processor_count\":%d,\"processor_frequency\":%d,\"memory_size\":%d}}"
            .formatted(cores, megahertz, gibibytes << 30);
    assertThat(DeviceClass.of(event(device))).isEqualTo(expected);
  }

  private static Json.Obj event(String contexts) throws Exception {
    return (Json.Obj) JsonText.parse("{\"contexts\":" + contexts + "}");
  }
}
