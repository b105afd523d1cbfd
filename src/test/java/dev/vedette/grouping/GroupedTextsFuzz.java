package dev.vedette.grouping;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.event.PlainEvents;
import dev.vedette.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages, names and paths of any kind are read soon: no pattern goes back and back. */
class GroupedTextsFuzz {

  private static final PlainEvents PLAIN = new PlainEvents();
  private static final Grouper GROUPER = new Grouper(GroupingSettings.DEFAULT);

  static List<byte[]> texts() {
    return Stream.of(
            "a.".repeat(4000) + "x",
            "a-".repeat(4180) + ".",
            "datetime.datetime(".repeat(460),
            "a@".repeat(4000),
            "1-".repeat(4000),
            "1:".repeat(4000),
            "0123456789".repeat(800),
            "Mon Mon ".repeat(1000),
            "='=\"".repeat(2000),
            "a-b_c.d/".repeat(1000),
            "<".repeat(250),
            "operator<(".repeat(25))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void textsOfAnyKindAreReadSoon(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Json.Obj event =
        Json.object()
            .put("platform", "native")
            .put("logentry", Json.object().put("formatted", text).build())
            .put(
                "stacktrace",
                Json.object()
                    .put(
                        "frames",
                        Json.array(
                            Json.object().put("function", text).put("package", text).build()))
                    .build())
            .build();
    GroupingTime.assertSoon(GROUPER, PLAIN.normalized(event, Instant.EPOCH).orElseThrow());
  }
}
