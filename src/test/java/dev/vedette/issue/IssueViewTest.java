package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssueViewTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "9,9",
    "10,A",
    "17,H",
    "18,J",
    "31,Z",
    "32,10",
    "1023,ZZ",
    "12345,C1S",
    "2147483647,1ZZZZZZ"
  })
  void shortIdsAreReadAsWritten(long number, String text) {
    assertThat(IssueView.number(text)).isEqualTo(number);
    assertThat(IssueView.number(text.toLowerCase(java.util.Locale.ROOT))).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"U", "A U", "ZZZZZZZZZZ"})
  void otherTextsAreNoShortIds(String text) {
    assertThat(IssueView.number(text)).isNegative();
  }
}
