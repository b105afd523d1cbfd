package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UndoTest {

  @Test
  void whatIsWrittenIsRead() {
    Undo undo =
        new Undo(
            List.of(
                new Undo.Step("s0.7", List.of(1L, 71L, Long.MAX_VALUE >> 6)),
                new Undo.Step("ateam.12", List.of(3L)),
                new Undo.Step("a", List.of(4L)),
                new Undo.Step("p75", List.of(5L))));
    assertThat(Undo.parse(undo.text())).contains(undo);
    assertThat(undo.text()).matches("[0-9a-z.~_]+");
    assertThat(undo.steps().get(0).change().status()).isZero();
    assertThat(undo.steps().get(0).change().substatus()).isEqualTo(7);
    assertThat(undo.steps().get(1).change().assignee()).isEqualTo("team:12");
    assertThat(undo.steps().get(2).change().assignee()).isEmpty();
    assertThat(undo.steps().get(3).change().priority()).isEqualTo(75);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s0",
        "s0~",
        "s3~1",
        "s0.7~1_",
        "s0.7~1..2",
        "s0.7~zzzzzzzzzzzzz",
        "x~1",
        "auser~1",
        "s0.7~1'; DROP",
        "p1234~1"
      })
  void whatNobodyWroteIsNothing(String text) {
    assertThat(Undo.parse(text)).isEmpty();
  }

  @Test
  void moreThanAHundredAreNotTakenBack() {
    String hundred = "s0.7~" + "1.".repeat(99) + "1";
    assertThat(Undo.parse(hundred)).isPresent();
    assertThat(Undo.parse(hundred + "_s1~2")).isEmpty();
  }
}
