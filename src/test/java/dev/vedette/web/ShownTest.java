package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {

  @Test
  void aCommitIsShownByItsBeginningAndAVersionInFull() {
    assertThat(Shown.release("cb48c6f48b1ef91af88d3e99888ce0ba6cc98077")).isEqualTo("cb48c6f48b1e");
    assertThat(Shown.release("shop@2024.8.12+20240812104512"))
        .isEqualTo("shop@2024.8.12+20240812104512");
    assertThat(Shown.release("cb48c6f48b1ef91")).isEqualTo("cb48c6f48b1ef91");
  }
}
