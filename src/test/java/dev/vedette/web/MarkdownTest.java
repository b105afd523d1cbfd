package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

  @Test
  void whatPeopleWriteIsShown() {
    assertThat(Markdown.html("**rolled back**, see `deploy.sh`\nsecond line"))
        .isEqualTo(
            "<p><strong>rolled back</strong>, see <code>deploy.sh</code><br>\nsecond line</p>\n");
    assertThat(Markdown.html("- one\n- two\n\n> quoted\n\n```\n<b>\n```"))
        .contains("<li>one</li>", "<blockquote>", "<code>&lt;b&gt;");
    assertThat(Markdown.html("[runbook](https://wiki.example.org/x)"))
        .contains(
            "<a rel=\"noopener noreferrer nofollow\" href=\"https://wiki.example.org/x\">runbook</a>");
  }

  @Test
  void headingsStayTextAndImagesBecomeLinks() {
    assertThat(Markdown.html("# not a heading")).isEqualTo("<p># not a heading</p>\n");
    assertThat(Markdown.html("![a *graph*](https://example.org/a.png)"))
        .doesNotContain("<img")
        .contains("href=\"https://example.org/a.png\">a <em>graph</em></a>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](https://a.example/\"onmouseover=alert(1))",
        "[x]: javascript:alert(1)\n\n[x]",
        "``` \"><script>\nx\n```"
      })
  void nothingOfItIsRun(String text) {
    assertThat(Markdown.html(text))
        .doesNotContainPattern("(?i)<(script|img|iframe)")
        .doesNotContainPattern("(?i)(href|src)=\"\\s*(javascript|data):")
        .doesNotContainPattern("(?i)<[^>]*\\son[a-z]+=");
  }
}
