package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import io.sentry.Attachment;
import io.sentry.Hint;
import io.sentry.ITransaction;
import io.sentry.Sentry;
import io.sentry.SentryLevel;
import io.sentry.UserFeedback;
import io.sentry.protocol.SentryId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The Java SDK against a running server: what it sends is what the API and the page show. */
class JavaSdkIT {

  @Test
  void whatTheSdkReportsIsShown() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      String dsn = shop.project("shop", "java");
      SentryId chained = report(dsn);
      node.awaitDrained();
      assertThat(shop.titles("shop"))
          .containsExactlyInAnyOrder("IllegalStateException: checkout failed", "disk nearly full");
      Json.Obj event = shop.event("shop", chained.toString());
      Json.Obj entry = (Json.Obj) event.array("entries").get(0);
      assertThat(entry.string("type")).isEqualTo("exception");
      Json.Arr values = entry.object("data").array("values");
      assertThat(((Json.Obj) values.get(0)).string("type")).isEqualTo("NullPointerException");
      assertThat(((Json.Obj) values.get(1)).string("type")).isEqualTo("IllegalStateException");
      assertThat(event.object("userReport").string("comments")).isEqualTo("It broke.");
      Json.Arr files =
          (Json.Arr) shop.get("/api/0/projects/acme/shop/events/" + chained + "/attachments/");
      assertThat(((Json.Obj) files.get(0)).string("name")).isEqualTo("log.txt");
      Json.Arr events = (Json.Arr) shop.get("/api/0/projects/acme/shop/events/");
      assertThat(events.text()).contains("\"event.type\":\"transaction\"").contains("GET /cart");
      assertThat(shop.count("SELECT coalesce(sum(total), 0)::int8 FROM session_hour")).isEqualTo(1);
      assertThat(shop.page("shop", chained.toString()))
          .contains("checkout failed", "NullPointerException", "JavaSdkIT.java", "report")
          .contains("It broke.", "log.txt", "shop@1.2.3");
      assertThat(shop.page("shop", shop.newest("shop", "disk"))).contains("disk nearly full");
    }
  }

  private static SentryId report(String dsn) {
    Sentry.init(options -> {
      options.setDsn(dsn);
      options.setRelease("shop@1.2.3");
      options.setTracesSampleRate(1.0);
      options.setEnableUncaughtExceptionHandler(false);
    });
    try {
      Sentry.startSession();
      Hint hint = new Hint();
      hint.addAttachment(
          new Attachment("hello".getBytes(StandardCharsets.UTF_8), "log.txt", "text/plain"));
      Exception failure =
          new IllegalStateException("checkout failed", new NullPointerException("cart"));
      SentryId chained = Sentry.captureException(failure, hint);
      Sentry.captureMessage("disk nearly full", SentryLevel.WARNING);
      UserFeedback feedback = new UserFeedback(chained, "Jane", "jane@example.org", "It broke.");
      Sentry.captureUserFeedback(feedback);
      ITransaction transaction = Sentry.startTransaction("GET /cart", "http.server");
      transaction.startChild("db", "SELECT 1").finish();
      transaction.finish();
      Sentry.endSession();
      Sentry.flush(10_000);
      return chained;
    } finally {
      Sentry.close();
    }
  }
}
