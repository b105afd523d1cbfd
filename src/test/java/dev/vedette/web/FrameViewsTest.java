package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

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
}
