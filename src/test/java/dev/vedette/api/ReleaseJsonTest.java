package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What versions of releases say of themselves (spec 11 §14.1). */
class ReleaseJsonTest {

  @Test
  void aSemanticVersionIsTakenApart() {
    assertThat(ReleaseJson.info("foo.bar.BazApp@1.0a+20200101100").text())
        .isEqualTo(
            """
            {"package":"foo.bar.BazApp","version":{"raw":"1.0a+20200101100","major":1,"minor":0,\
            "patch":0,"pre":"a","buildCode":"20200101100","components":2},\
            "description":"1.0a (20200101100)","buildHash":null}\
            """);
  }

  @Test
  void aHashIsShortened() {
    assertThat(ReleaseJson.info("f00dcafe12345678f00d").text())
        .isEqualTo(
            """
            {"package":null,"version":{"raw":"f00dcafe12345678f00d"},\
            "description":"f00dcafe1234","buildHash":"f00dcafe12345678f00d"}\
            """);
  }

  @Test
  void anythingElseIsItsOwnDescription() {
    assertThat(ReleaseJson.info("spring").text())
        .isEqualTo(
            """
            {"package":null,"version":{"raw":"spring"},"description":"spring","buildHash":null}\
            """);
  }
}
