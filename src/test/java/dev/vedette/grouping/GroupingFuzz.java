package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.event.PlainEvents;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.Shared;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sent is grouped, soon; and what says nothing of an event's identity never changes its
 * hashes: the order of keys, attributes that nobody reads, grouping it once more.
 */
class GroupingFuzz {

  private static final PlainEvents PLAIN = new PlainEvents();
  private static final Grouper GROUPER = new Grouper(GroupingSettings.DEFAULT);

  static List<byte[]> events() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Shared.fixtures("grouping"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        Json.Obj fixture = (Json.Obj) Shared.json(file);
        seeds.add(fixture.object("input").text().getBytes(StandardCharsets.UTF_8));
      }
    }
    return seeds;
  }

  @MethodSource("events")
  @FuzzTest(maxDuration = "5s")
  void groupsTheSameHoweverItIsSent(byte[] payload) {
    Json parsed;
    try {
      parsed = JsonText.parse(payload);
    } catch (JsonText.Malformed malformed) {
      return;
    }
    if (!(parsed instanceof Json.Obj sent)) {
      return;
    }
    Json.Obj event = PLAIN.normalized(sent, Instant.EPOCH).orElse(null);
    if (event == null) {
      return;
    }
    List<String> hashes = GROUPER.group(event).hashes();
    assertThat(hashes).isNotEmpty().doesNotHaveDuplicates();
    assertThat(GROUPER.group((Json.Obj) reversed(event)).hashes()).isEqualTo(hashes);
    assertThat(GROUPER.group(noisy(event)).hashes()).isEqualTo(hashes);
    Json.Obj stored = GROUPER.group(event).event();
    assertThat(GROUPER.group(stored).hashes()).isEqualTo(hashes);
    GroupingTime.assertSoon(GROUPER, event);
  }

  /** Keys in the other order; lists are what they were. */
  private static Json reversed(Json json) {
    return switch (json) {
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(GroupingFuzz::reversed).toList());
      case Json.Obj(Map<String, Json> members) -> {
        List<Map.Entry<String, Json>> entries = new ArrayList<>(members.entrySet());
        Map<String, Json> reversed = new LinkedHashMap<>();
        entries
            .reversed()
            .forEach(entry -> reversed.put(entry.getKey(), reversed(entry.getValue())));
        yield new Json.Obj(reversed);
      }
      default -> json;
    };
  }

  private static Json.Obj noisy(Json.Obj event) {
    return event
        .with("extra", Json.object().put("noise", 1).build())
        .with("culprit", Json.of("elsewhere"))
        .with("hashes", Json.strings(List.of("f".repeat(32))))
        .with("grouping_config", Json.object().put("id", "nonsense").build());
  }
}
