package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Events that clients send again are stored and counted once (spec 01 §18). */
class RepeatedEventIT {

  @Test
  void whatIsSentAgainAfterDaysIsKnown() throws Exception {
    Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (RunningNode node = RunningNode.start(first)) {
      Shop shop = Shop.on(node);
      String dsn = shop.project("again", "python");
      String event =
          "{\"event_id\":\"%s\",\"timestamp\":%d,\"message\":\"kept by the client\"}"
              .formatted("a".repeat(32), first.getEpochSecond());
      shop.report(dsn, event);
      node.setTime(first.plus(Duration.ofDays(9)));
      shop.report(dsn, event);
      shop.report(dsn, "{\"message\":\"another one\"}");
      assertThat(shop.count("SELECT count(*) FROM event")).isEqualTo(2);
      assertThat(shop.count("SELECT max(times_seen) FROM issue_stat")).isEqualTo(1);
      shop.awaitOutcomes(Dsn.parse(dsn).orElseThrow(), "reason = 'duplicate'", 1);
    }
  }
}
