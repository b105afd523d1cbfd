package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that are the engine's own are not the project's (spec 07 A11.1). */
class ScriptFramesTest {

  private static Json.Obj event(String platform, String... paths) {
    String frames =
        String.join(
            ",",
            List.of(paths).stream()
                .map(path -> "{\"abs_path\":\"%s\",\"lineno\":7,\"in_app\":true}".formatted(path))
                .toList());
    return (Json.Obj)
        JsonText.parseTrusted(
            "{\"platform\":\"%s\",\"exception\":{\"values\":[{\"stacktrace\":{\"frames\":[%s]}}]}}"
                .formatted(platform, frames));
  }

  private static List<Boolean> inApp(Json.Obj event) {
    Json.Obj exception = (Json.Obj) event.object("exception").array("values").get(0);
    return exception.object("stacktrace").array("frames").items().stream()
        .map(frame -> ((Json.Obj) frame).bool("in_app"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "https://acme.io/a.js, javascript, true",
    "/srv/app/index.js, node, true",
    "C:/srv/index.js, node, true",
    "app:///main.js, node, true",
    "webpack:///main.js, node, true",
    "https://acme.io/a.js, node, false",
    "node:internal/process/task_queues, node, false",
    "fs.js, node, false",
    "native, javascript, false",
    "[native code], javascript, false",
    "<anonymous>, javascript, true"
  })
  void aFrameWithoutASourceIsNotInApp(String path, String platform, boolean expected) {
    Json.Obj marked = ScriptFrames.marked(event(platform, "/srv/app/own.js", path));
    assertThat(inApp(marked)).containsExactly(true, expected);
  }

  @Test
  void nothingIsMarkedWhereNoScriptCouldBeLookedUp() {
    assertThat(inApp(ScriptFrames.marked(event("node", "fs.js")))).containsExactly(true);
  }

  /** A program of another platform may have run a script. */
  @Test
  void aFrameOfAScriptMakesItAnEventOfScripts() {
    Json.Obj mixed =
        (Json.Obj)
            JsonText.parseTrusted(
                """
                {"platform":"other","stacktrace":{"frames":[
                {"platform":"node","abs_path":"/a.js","lineno":1,"in_app":true},
                {"abs_path":"native","in_app":true},{"abs_path":"fs.js","in_app":true}]}}\
                """);
    assertThat(
            ScriptFrames.marked(mixed).object("stacktrace").array("frames").items().stream()
                .map(frame -> ((Json.Obj) frame).bool("in_app")))
        .containsExactly(true, false, true);
  }

  @Test
  void otherPlatformsAreLeftAlone() {
    Json.Obj python = event("python", "/srv/app.py", "native");
    assertThat(ScriptFrames.marked(python)).isSameAs(python);
  }
}
