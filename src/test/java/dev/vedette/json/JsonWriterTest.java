package dev.vedette.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written reads as what it was, and looks as JSON is to look. */
class JsonWriterTest {

  @Test
  void textIsEscapedAndEncoded() {
    Json text = Json.of("a\"b\\c\n\r\t\b\f\u0001\u007fé€\uD83D\uDE00/");
    assertThat(new String(JsonText.writeBytes(text), StandardCharsets.UTF_8))
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\u007fé€\uD83D\uDE00/\"");
    assertThat(Json.of("x\uD83Dy").text()).isEqualTo("\"x\uFFFDy\"");
    assertThat(Json.of("\uDE00").text()).isEqualTo("\"\uFFFD\"");
  }

  @Test
  void longTextsAreEscapedWhereverItIsNeeded() throws Exception {
    for (String odd :
        new String[] {"\"", "\\", "\n", "\u0001", "?", "é", "\uD83D", "\uD83D\uDE00"}) {
      for (int at = 0; at <= 40; at++) {
        String text = "a".repeat(at) + odd + "b".repeat(40 - at) + odd;
        Json back = JsonText.parse(JsonText.writeBytes(Json.of(text)));
        assertThat(back).isEqualTo(Json.of(text.replaceAll("\uD83D(?!\uDE00)", "\uFFFD")));
      }
    }
  }

  @Test
  void treesAreCompact() {
    Json tree =
        Json.object()
            .put("n", Json.NULL)
            .put("t", true)
            .put("i", -12)
            .put("d", 0.25)
            .put("a", Json.array(Json.of(1), Json.Obj.EMPTY, Json.Arr.EMPTY))
            .build();
    assertThat(tree.text())
        .isEqualTo("{\"n\":null,\"t\":true,\"i\":-12,\"d\":0.25,\"a\":[1,{},[]]}");
  }

  @Test
  void aMemberIsAddedToWhatWasWritten() {
    JsonWriter writer = new JsonWriter(8);
    writer.write(Json.object().put("a", Json.array(Json.of(1))).build());
    int size = writer.size();
    writer.add("size", Json.of(size));
    assertThat(new String(writer.buffer(), 0, writer.size(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":[1],\"size\":9}");
  }

  @Test
  void anyTextComesBack() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(round % 100 == 0 ? 3000 : 12);
      for (int i = 0; i < length; i++) {
        int limit = random.nextInt(3) == 0 ? Character.MAX_CODE_POINT : 0x180;
        int code = random.nextInt(limit);
        if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
          text.appendCodePoint(code);
        }
      }
      Json.Obj value = Json.object().put(text.toString(), text.toString()).build();
      assertThat(JsonText.parse(JsonText.writeBytes(value))).isEqualTo(value);
      assertThat(JsonText.parse(value.text())).isEqualTo(value);
    }
  }
}
