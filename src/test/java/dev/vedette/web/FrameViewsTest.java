package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of spec 12a. */
class FrameViewsTest {

  @ParameterizedTest
  @CsvSource({
    "/usr/lib/libfoo.so, libfoo",
    "C:\\Windows\\System32\\KERNEL32.dll, KERNEL32",
    "\\\\srv\\share\\app.exe, app",
    "/System/Library/UIKit.framework/, UIKit.framework",
    "libc.so.6, libc.so.6",
    "KERNEL32.DLL, KERNEL32.DLL"
  })
  void packageNames(String path, String shown) {
    assertThat(FrameViews.packageName(path)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0x000000000000000a, 0x000000000000000a, 10",
    "deadbeef, 0x00000000deadbeef, 3735928559",
    "xyz, xyz, xyz",
    "12zz, 0x0000000000000012, 18",
    "0xffffffffffffffff, 0xffffffffffffffff, 18446744073709551615"
  })
  void registersAreExact(String sent, String hex, String decimal) {
    FrameView.Register register = FrameViews.register("r", sent);
    assertThat(register.hex()).isEqualTo(hex);
    assertThat(register.decimal()).isEqualTo(decimal);
  }

  @Test
  void registersComeInTheCustomaryOrder() {
    List<String> names = new ArrayList<>(List.of("pc", "x1", "$x0", "cpsr", "lr", "zz"));
    Registers.sort(names, "arm64");
    assertThat(names).containsExactly("cpsr", "zz", "$x0", "x1", "lr", "pc");
  }

  @Test
  void systemFramesFoldAndTheNewestInAppFrameIsOpen() throws Exception {
    Json.Obj trace =
        (Json.Obj)
            JsonText.parse(
                """
                {"frames":[{"function":"a"},{"function":"b"},{"function":"c"},
                {"function":"mine","in_app":true,"lineno":3,"pre_context":["a","b"],"context_line":"c","post_context":["d"]},
                {"function":"lib"}]}\
                """);
    List<FrameView> frames = FrameViews.of(Json.object().put("type", "error").build(), trace);
    assertThat(frames)
        .extracting(FrameView::function)
        .containsExactly("lib", "mine", "c", "b", "a");
    assertThat(frames.get(0).hint()).isEqualTo("Crashed in non-app: ");
    assertThat(frames.get(1).open()).isTrue();
    assertThat(frames.get(1).lines())
        .extracting(FrameView.Line::number)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(frames.get(2).hiddenBefore()).isEqualTo(2);
    assertThat(frames.get(3).hiddenBefore()).isNegative();
  }

  @Test
  void repeatedFramesAreCounted() throws Exception {
    String frame = "{\"function\":\"f\",\"lineno\":1,\"in_app\":true}";
    Json.Obj trace =
        (Json.Obj) JsonText.parse("{\"frames\":[" + String.join(",", frame, frame, frame) + "]}");
    List<FrameView> frames = FrameViews.of(Json.Obj.EMPTY, trace);
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().repeated()).isEqualTo(2);
  }
}
