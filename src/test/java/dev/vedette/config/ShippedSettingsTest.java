package dev.vedette.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedSettingsTest {

  @Test
  void theShippedFileHasEverySettingWithItsDefault() throws Exception {
    Settings shipped = SettingsFiles.load(Path.of("conf/vedette.yaml"), Map.of(), Map.of());
    for (Setting<?> key : Keys.ALL) {
      assertThat(shipped.value(key).source()).as(key.name()).isEqualTo("conf/vedette.yaml");
      assertThat(shipped.value(key).text()).as(key.name()).isEqualTo(key.defaultText());
    }
  }

  @Test
  void aMisspeltSettingIsRefusedWithTheNearestOne() {
    assertThatThrownBy(
            () -> Settings.of(List.of(new Settings.Layer("test", Map.of("server.bnd", "x")))))
        .hasMessageContaining("server.bnd: unknown setting (in test); did you mean server.bind?");
  }

  @Test
  void aValueThatDoesNotReadNamesSettingAndRule() {
    assertThatThrownBy(() ->
            Settings.of(List.of(new Settings.Layer("test", Map.of("feed.max-bytes", "many")))))
        .hasMessageContaining("feed.max-bytes: must be a size such as 512KiB");
  }

  @Test
  void theCommandLineBeatsTheEnvironment() throws Exception {
    Settings settings =
        SettingsFiles.load(
            Path.of("conf/vedette.yaml"),
            Map.of("VEDETTE_SERVER_BIND", "127.0.0.1:1"),
            Map.of("server.bind", "127.0.0.1:2"));
    assertThat(settings.get(Keys.SERVER_BIND)).isEqualTo("127.0.0.1:2");
  }
}
