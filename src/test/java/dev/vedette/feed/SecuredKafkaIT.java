package dev.vedette.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.devservices.SecuredKafka;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.Certificates;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that takes TLS and a password only. */
@Timeout(180)
class SecuredKafkaIT {

  private static final String STORE_PASSWORD = "a-store-password";

  @TempDir private static Path stores;
  private static SecuredKafka kafka;
  private static Path truststore;

  @BeforeAll
  static void start() throws Exception {
    Certificates certificates = new Certificates(stores, STORE_PASSWORD);
    kafka = SecuredKafka.start(certificates.keyStore("broker"), STORE_PASSWORD);
    truststore = certificates.trusting("broker");
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("feed.kind", "kafka");
    settings.put("feed.partitions", "1");
    settings.put("kafka.brokers", kafka.address());
    settings.put("kafka.security-protocol", "SASL_SSL");
    settings.put("kafka.sasl-mechanism", "SCRAM-SHA-512");
    settings.put("kafka.user", SecuredKafka.USER);
    settings.put("kafka.password", SecuredKafka.PASSWORD);
    settings.put("kafka.truststore", truststore.toString());
    settings.put("kafka.truststore-password", STORE_PASSWORD);
    return settings;
  }

  @Test
  void eventsGoOverTlsWithAPassword() throws Exception {
    try (RunningNode node = RunningNode.with(settings())) {
      Shop shop = Shop.on(node);
      shop.send(shop.project("till", "python"), "{\"message\":\"over TLS\"}");
      assertThat(
              Awaited.answer(
                  Duration.ofSeconds(60),
                  () -> shop.titles("till"),
                  titles -> titles.contains("over TLS")))
          .containsExactly("over TLS");
    }
  }

  @Test
  void aWrongPasswordIsToldAndNotShown() {
    Map<String, String> settings = settings();
    settings.put("kafka.password", "guessed");
    assertThatThrownBy(() -> RunningNode.with(settings).close())
        .hasMessageContaining("Check kafka.user, kafka.password")
        .hasMessageNotContaining("guessed");
  }
}
