package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines keep their text and get the colours of their language. */
class ColouringTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.py | return 'x' # no | k:return s:'x' c:# no",
        "a.js | let a = 12; // b | k:let n:12 c:// b",
        "a.java | String s = \"a\\\"b\"; | s:\"a\\\"b\"",
        "Makefile | return 1 | ",
        "a.js | it is over */ if (x) | c:it is over */ k:if",
        "a.rb | if x == 'it | k:if s:'it",
      })
  void colours(String file, String line, String expected) {
    List<Colouring.Token> tokens = Colouring.of(file, List.of(line)).getFirst();
    assertThat(tokens.stream().map(Colouring.Token::text).collect(Collectors.joining()))
        .isEqualTo(line);
    assertThat(
            tokens.stream()
                .filter(token -> !token.kind().isEmpty())
                .map(token -> token.kind() + ":" + token.text())
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected == null ? "" : expected);
  }

  @org.junit.jupiter.api.Test
  void aCommentGoesOnOverLines() {
    List<List<Colouring.Token>> lines =
        Colouring.of("a.c", List.of("int a; /* one", "two", "three */ return 1;"));
    assertThat(lines.get(1)).containsExactly(new Colouring.Token("c", "two"));
    assertThat(lines.get(2).getFirst()).isEqualTo(new Colouring.Token("c", "three */"));
    assertThat(lines.get(2)).contains(new Colouring.Token("k", "return"));
  }
}
