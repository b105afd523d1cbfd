package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Reasons are told in words that somebody on call understands. */
class ReasonsTest {

  @Test
  void codesAreSpeltOutWithWhatTheyName() {
    assertThat(Reasons.text("key_quota")).isEqualTo("limit of the key");
    assertThat(Reasons.text("too_large:attachment:minidump"))
        .isEqualTo("too large: attachment:minidump");
  }

  @Test
  void whatNobodyKnowsIsShownAsItIs() {
    assertThat(Reasons.text("a reason of a client")).isEqualTo("a reason of a client");
  }
}
