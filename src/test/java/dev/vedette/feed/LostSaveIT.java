package dev.vedette.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A database that is killed may forget the last saves, with the positions of their readers; what
 * was acknowledged is saved again although nothing else comes in.
 */
class LostSaveIT {

  @Test
  void whatTheDatabaseForgotIsReadAgain() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      String dsn = shop.project("forgotten", "other");
      shop.report(dsn, "{\"message\":\"kept\"}");
      RunningNode.waiting(() ->
          node.database()
              .inTransaction(sql -> {
                sql.update("DELETE FROM event");
                sql.update("UPDATE feed_offset SET next = 0 WHERE feed = 'events'");
                return true;
              }));
      long found =
          Awaited.answer(
              Duration.ofSeconds(90),
              () -> shop.count("SELECT count(*) FROM event"),
              count -> count == 1);
      assertThat(found).isEqualTo(1);
    }
  }
}
