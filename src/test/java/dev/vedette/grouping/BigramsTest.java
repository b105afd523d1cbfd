package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is refused for a missing pair of bytes would not have matched anyway. */
class BigramsTest {

  private static final String GLOB = "ab/c*?[]{},\\!é";
  private static final String TEXT = "ab/cAé\\";

  private static String text(Random random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void noMatchIsLost() {
    Random random = new Random(20261128);
    int matches = 0;
    for (int i = 0; i < 100_000; i++) {
      Set<Glob.Trait> traits =
          random.nextBoolean() ? Set.of() : Set.of(Glob.Trait.PATH, Glob.Trait.IGNORE_CASE);
      Glob glob;
      try {
        glob = Glob.compile(text(random, GLOB), traits);
      } catch (Glob.IllFormed illFormed) {
        continue;
      }
      String text = text(random, TEXT);
      byte[] value = glob.subject(text);
      boolean matched = glob.matches(value);
      matches += matched ? 1 : 0;
      assertThat(new FrameSubject.Value(value, Bigrams.of(value)).matches(glob))
          .as("%s", text)
          .isEqualTo(matched);
    }
    assertThat(matches).isGreaterThan(300);
  }

  @Test
  void aMissingPairRefuses() {
    Bigrams path =
        Bigrams.of("/srv/shop/orders.py".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(path.mayInclude(Bigrams.of(new byte[] {'s', 'h', 'o', 'p'}))).isTrue();
    assertThat(path.mayInclude(Bigrams.of(new byte[] {'n', 'o', 'd', 'e'}))).isFalse();
  }
}
