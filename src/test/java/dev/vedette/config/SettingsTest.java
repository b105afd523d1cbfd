package dev.vedette.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a configuration may say, and what it is told when it is mistaken. */
class SettingsTest {

  private static Settings of(String key, String value) throws Exception {
    return Settings.of(List.of(new Settings.Layer("the file", Map.of(key, value))));
  }

  @Test
  void runtimeOptionsCanBeFixed() throws Exception {
    assertThat(of("options.system.event-retention-days", "30").options())
        .isEqualTo(Map.of("system.event-retention-days", Json.of(30)));
    assertThatThrownBy(() -> of("options.system.event-retention-days", "0"))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> of("options.system.event-retention-day", "30"))
        .hasMessageContaining("did you mean system.event-retention-days?");
  }

  @Test
  void aMisspeltVariableIsNotIgnored() throws Exception {
    assertThatThrownBy(() ->
            SettingsFiles.load(null, Map.of("VEDETTE_DATABSE_URL", "postgresql://x"), Map.of()))
        .hasMessageContaining("did you mean VEDETTE_DATABASE_URL?");
    assertThat(SettingsFiles.load(null, Map.of("VEDETTE_ORG", "acme"), Map.of())).isNotNull();
  }
}
