package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The quick look at a text never hides what a rule would have found. */
class TextTraitsTest {

  private static final List<String> PIECES =
      List.of(
          "4929 1234 5678 1234",
          "378282246310005",
          "DE89370400440532013000",
          "GB",
          "29",
          "NWBK",
          "078-05-1120",
          "078 05 1120",
          "a@b.c",
          "jane@example.org",
          "/Users/",
          "/home/",
          "jane",
          "C:\\Users\\",
          "\\Documents and Settings\\",
          "Bearer abc",
          "bearer\tx",
          "10.0.0.1",
          "::1",
          "fe80::1:2",
          "2001:db8:0:0:1:0:0:1",
          "1:2:3:4:5:6:7:8",
          "https://u:p@host/",
          "-----BEGIN RSA PRIVATE KEY-----",
          "abc",
          "-----END RSA PRIVATE KEY-----",
          " ",
          "\n",
          "x",
          "é",
          "0",
          ":",
          ".",
          "/",
          "\\",
          "@");

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void everyMatchHasTheTraitsItsRuleNeeds() {
    List<TextRule> rules = new ArrayList<>(TextRule.STANDARD);
    rules.addAll(TextRule.MESSAGE);
    rules.add(TextRule.IP);
    Random random = new Random(11);
    int matches = 0;
    for (int i = 0; i < 100_000; i++) {
      String text = text(random);
      int traits = TextTraits.of(text) | TextTraits.ofAddress(text);
      for (TextRule rule : rules) {
        if (rule.finder().next(text, 0) != null) {
          matches++;
          assertThat(rule.mayMatch(traits)).as("%s in '%s'", rule.id(), text).isTrue();
        }
      }
    }
    assertThat(matches).isGreaterThan(10_000);
  }

  @Test
  void passwordWordsAreSeenInAnyCaseAndPlace() {
    for (String word :
        List.of(
            "password",
            "secret",
            "passwd",
            "api_key",
            "apikey",
            "auth",
            "credentials",
            "mysql_pwd",
            "private-key",
            "token",
            "bearer x",
            "otp",
            "two_factor")) {
      assertThat(TextTraits.maySecret(word)).as(word).isTrue();
      boolean whole = word.equals("otp") || word.equals("two_factor");
      assertThat(
              whole || TextTraits.maySecret("xy" + word.toUpperCase(java.util.Locale.ROOT) + "z"))
          .as(word)
          .isTrue();
      if (!whole) {
        assertThat(TextTraits.of("1. " + word) & TextTraits.SECRET_WORD).as(word).isNotZero();
      }
    }
    for (String whole :
        List.of("otp\n", "otp\r\n", "OTP\u2028", "two_factor\n", "two-factor\r\n")) {
      assertThat(TextTraits.maySecret(whole)).as(whole).isTrue();
      assertThat(TextTraits.of(whole) & TextTraits.SECRET_WORD).as(whole).isNotZero();
    }
    assertThat(TextTraits.maySecret("UPDATE cart SET sum = 5")).isFalse();
  }
}
