package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions make of fields that an event does not have (spec 03 §3 N12, §18.2). */
class FingerprintConditionsTest {

  private static final Json.Obj BARE =
      (Json.Obj)
          JsonText.parseTrusted(
              "{\"platform\":\"python\",\"level\":\"error\",\"logentry\":{\"formatted\":\"hi\"}}");

  @ParameterizedTest
  @CsvSource({
    "logger:*, true",
    "!logger:*, false",
    "!logger:x, true",
    "logger:?*, false",
    "release:*, false",
    "!release:*, true",
    "!path:x, false"
  })
  void aMissingLoggerIsAnEmptyOne(String condition, boolean holds) {
    GroupingSettings settings =
        new GroupingSettings(
            GroupingSettings.DEFAULT_CONFIG, "", condition + " -> ruled", null, false);
    Json fingerprint = new Grouper(settings).group(BARE).event().get("fingerprint");
    List<String> expected = holds ? List.of("ruled") : List.of("{{ default }}");
    assertThat(fingerprint).isEqualTo(Json.strings(expected));
  }
}
