package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.web.TracePreferences.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Order and visibility of frames, their text, and values of variables (spec 12a §1, §7). */
class TraceViewsTest {

  private static final TracePreferences RELEVANT = new TracePreferences(Mode.RELEVANT, false);

  private static final String FOLDING =
      """
      {"frames":[{"function":"a"},{"function":"b"},{"function":"c"},
      {"function":"mine","in_app":true,"lineno":3,"pre_context":["a","b"],"context_line":"c","post_context":["d"]},
      {"function":"lib"}]}\
      """;

  private static TraceView view(String trace, TracePreferences preferences) throws Exception {
    return TraceViews.of(
        Json.object().put("type", "error").build(),
        (Json.Obj) JsonText.parse(trace),
        Json.Obj.EMPTY,
        "",
        preferences);
  }

  /** Functions of the rows, hidden ones in parentheses. */
  private static List<String> shape(TraceView view) {
    return view.rows().stream()
        .map(row ->
            switch (row) {
              case TraceView.Frame(FrameView frame, List<FrameView> hidden) ->
                  frame.function() + hidden.stream().map(FrameView::function).toList();
              case TraceView.Omitted(long from, long until) -> from + "-" + until;
            })
        .toList();
  }

  private static FrameView frame(TraceView view, int row) {
    return ((TraceView.Frame) view.rows().get(row)).frame();
  }

  @Test
  void systemFramesFoldAndTheNewestInAppFrameIsOpen() throws Exception {
    TraceView view = view(FOLDING, RELEVANT);
    assertThat(shape(view)).containsExactly("lib[]", "mine[]", "c[b, a]");
    assertThat(frame(view, 0).hint()).isEqualTo("Crashed in non-app: ");
    assertThat(frame(view, 1).open()).isTrue();
    assertThat(frame(view, 1).lines())
        .extracting(FrameView.Line::number)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(frame(view, 2).hint()).isEqualTo("Called from: ");
  }

  @Test
  void theReaderChoosesOrderAndFrames() throws Exception {
    assertThat(shape(view(FOLDING, new TracePreferences(Mode.RELEVANT, true))))
        .containsExactly("c[a, b]", "mine[]", "lib[]");
    TraceView full = view(FOLDING, new TracePreferences(Mode.FULL, false));
    assertThat(shape(full)).containsExactly("lib[]", "mine[]", "c[]", "b[]", "a[]");
    assertThat(frame(full, 0).hint()).isNull();
  }

  @Test
  void aTraceWithoutFramesOfTheAppIsShownInFull() throws Exception {
    assertThat(shape(view("{\"frames\":[{\"function\":\"a\"},{\"function\":\"b\"}]}", RELEVANT)))
        .containsExactly("b[]", "a[]");
  }

  @Test
  void repeatedFramesAreCounted() throws Exception {
    String frame = "{\"function\":\"f\",\"lineno\":1,\"in_app\":true}";
    TraceView view = view("{\"frames\":[" + String.join(",", frame, frame, frame) + "]}", RELEVANT);
    assertThat(shape(view)).containsExactly("f[]");
    assertThat(frame(view, 0).repeated()).isEqualTo(2);
  }

  @Test
  void framesThatTheSdkLeftOutAreToldOf() throws Exception {
    String trace =
        "{\"frames_omitted\":[1,9],\"frames\":[{\"function\":\"a\"},{\"function\":\"b\"},{\"function\":\"c\"}]}";
    assertThat(shape(view(trace, RELEVANT))).containsExactly("c[]", "1-9", "b[]", "a[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "python; Traceback (most recent call last):|  File \"/srv/f.py\", line 3, in run|    go()|E: bad",
        "java; E: bad|\tat m.run(f.py:3)",
        "node; E: bad|    at run (/srv/f.py:3:7)",
        "ruby; E: bad|\tfrom /srv/f.py:3:7:in 'run'",
        "php; E: bad|#0 /srv/f.py(3): run",
        "native; E: bad|0   <unknown>                 run (/srv/f.py:3:7)"
      })
  void theTextIsThatOfThePlatform(String platform, String text) throws Exception {
    Json.Obj trace =
        (Json.Obj)
            JsonText.parse(
                """
                {"frames":[{"abs_path":"/srv/f.py","filename":"f.py","module":"m","function":"run",
                "lineno":3,"colno":7,"context_line":"  go()"}]}\
                """);
    Json.Obj event = Json.object().put("platform", platform).build();
    assertThat(TraceViews.of(event, trace, Json.Obj.EMPTY, "E: bad", RELEVANT).text())
        .isEqualTo(text.replace('|', '\n').replace("\\t", "\t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "python; \"'string'\"; string; string",
        "python; \"'a\\\"\"; string; a",
        "python; \"''\"; string; ``",
        "python; \"12\"; number; 12",
        "python; \"-1.5\"; number; -1.5",
        "python; \"1e5\"; plain; 1e5",
        "python; \"1.\"; plain; 1.",
        "python; \"None\"; null; None",
        "python; null; null; None",
        "python; true; boolean; True",
        "python; \"False\"; boolean; False",
        "ruby; \"nil\"; null; nil",
        "ruby; \"true\"; boolean; true",
        "php; \"null\"; null; null",
        "node; \"<undefined>\"; null; undefined",
        "node; \"true\"; string; true",
        "go; \"nil\"; string; nil",
        "go; 12; number; 12"
      })
  void valuesOfVariablesLookAsOnTheirPlatform(
      String platform, String json, String kind, String text) throws Exception {
    assertThat(VariableValue.of(JsonText.parse(json), platform))
        .isEqualTo(new VariableValue(kind, text));
  }

  @Test
  void whatWasDoneToAValueIsSaidInWords() throws Exception {
    Json.Obj meta =
        (Json.Obj)
            JsonText.parse(
                "{\"\":{\"rem\":[[\"@password:filter\",\"s\",0,10],[\"!limit\",\"s\",7,10]],\"len\":9000,"
                    + "\"err\":[[\"invalid_data\",{\"reason\":\"expected a string\"}]]}}");
    assertThat(Remarks.of(meta))
        .isEqualTo(
            "Replaced by the rule @password:filter. Cut, because it was too long. Its length was"
                + " 9000. Discarded: expected a string.");
    assertThat(Remarks.of(Json.Obj.EMPTY)).isNull();
  }
}
