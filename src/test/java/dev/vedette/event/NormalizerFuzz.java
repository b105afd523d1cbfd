package dev.vedette.event;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.IngestBodies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an SDK sends: the normalizer answers, and its answer is JSON that can be stored. */
class NormalizerFuzz {

  private static final Normalizer NORMALIZER = new Normalizer(new UserAgents(), Places.none());

  /** Every line of every body that is a JSON object: payloads stand on lines of their own. */
  static List<byte[]> payloads() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] body : IngestBodies.seeds()) {
      for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("{") && line.length() > 2) {
          seeds.add(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return seeds;
  }

  @MethodSource("payloads")
  @FuzzTest(maxDuration = "10s")
  void alwaysAnswers(byte[] payload) throws Exception {
    Json parsed;
    try {
      parsed = JsonText.parse(payload);
    } catch (JsonText.Malformed malformed) {
      return;
    }
    if (!(parsed instanceof Json.Obj object)) {
      return;
    }
    for (String type : List.of("event", "transaction")) {
      Normalizer.Result result =
          NORMALIZER.normalize(
              object,
              new Normalizer.Origin(
                  "d1c2b3a4958647788695a4b3c2d1e0f9",
                  type,
                  1_723_464_000,
                  null,
                  42,
                  1,
                  7,
                  null,
                  "198.51.100.7",
                  null,
                  Map.of(),
                  3300),
              InboundFilters.of(Json.Obj.EMPTY),
              ScrubSettings.of(Json.Obj.EMPTY, Json.Obj.EMPTY));
      if (result instanceof Normalizer.Kept kept) {
        var unused = JsonText.parse(kept.event().text().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
