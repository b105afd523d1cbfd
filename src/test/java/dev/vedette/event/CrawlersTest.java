package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Crawlers by their user agents, and those that a project lets in all the same. */
class CrawlersTest {

  private static final String GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1)";
  private static final String UNKNOWN = "ExampleBot/1.0";

  @Test
  void allFamiliesAreKeptOutAtFirst() {
    Crawlers all = Crawlers.except(List.of());
    assertThat(List.of(GOOGLE, UNKNOWN, "Slack-ImgProxy", "facebookexternalhit", "a spider;"))
        .allMatch(all::matches);
    assertThat(List.of("Slackbot 1.0", "Mozilla/5.0 Firefox/130.0", "robotics lab"))
        .noneMatch(all::matches);
  }

  @Test
  void aFamilyThatIsLetInIsNotHeldBackByItsName() {
    Crawlers some = Crawlers.except(List.of("google", "facebook"));
    assertThat(some.matches(GOOGLE)).isFalse();
    assertThat(some.matches("facebookexternalhit")).isFalse();
    assertThat(some.matches(UNKNOWN)).isTrue();
    assertThat(some.matches("Slack-ImgProxy")).isTrue();
  }

  @Test
  void unnamedCrawlersAreAFamilyToo() {
    Crawlers some = Crawlers.except(List.of("bot", "no such family"));
    assertThat(some.matches(UNKNOWN)).isFalse();
    assertThat(some.matches("a spider;")).isTrue();
    assertThat(some.matches(GOOGLE)).isTrue();
  }
}
