package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.feed.Feed;
import dev.vedette.feed.KafkaAddress;
import dev.vedette.feed.KafkaFeed;
import dev.vedette.feed.PostgresFeed;
import dev.vedette.store.Database;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Opens the feeds that the settings name. Waits. */
public final class Feeds {

  private static final Logger LOG = LogManager.getLogger(Feeds.class);
  private static final Duration SERVER_START = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofSeconds(1);

  private Feeds() {}

  static boolean areInKafka(Settings settings) {
    return settings.get(Keys.FEED_KIND).equals("kafka");
  }

  static Feed open(Vertx vertx, Settings settings, Database database) throws StartFailure {
    int partitions = settings.get(Keys.FEED_PARTITIONS);
    if (!areInKafka(settings)) {
      return PostgresFeed.open(vertx, database, partitions, settings.get(Keys.FEED_MAX_BYTES));
    }
    KafkaAddress address = address(settings);
    try {
      return KafkaFeed.open(vertx, database, address, partitions);
    } catch (Exception failure) {
      throw meaning(address, failure);
    }
  }

  /** Whether Kafka's topics can be used, without making any; waits. */
  static void verify(Vertx vertx, Settings settings) throws StartFailure {
    KafkaAddress address = address(settings);
    try {
      KafkaFeed.verify(vertx, address);
    } catch (Exception failure) {
      throw meaning(address, failure);
    }
  }

  private static StartFailure meaning(KafkaAddress address, Exception failure) {
    if (failure instanceof IllegalStateException rule) {
      return new StartFailure(
          StartFailure.CONFIGURATION, "kafka", String.valueOf(rule.getMessage()));
    }
    if (failure instanceof AuthenticationException
        || failure.getCause() instanceof AuthenticationException) {
      return new StartFailure(
          StartFailure.CONFIGURATION,
          "kafka",
          "%s refuses us: %s. Check kafka.user, kafka.password and kafka.truststore"
              .formatted(address, failure.getMessage()));
    }
    return new StartFailure(
        StartFailure.UNAVAILABLE,
        "kafka",
        "%s does not answer: %s. Check kafka.brokers".formatted(address, failure.getMessage()));
  }

  /** For a server: waits for a minute until Kafka answers (spec 10 §2). */
  static Feed await(Vertx vertx, Settings settings, Database database) throws StartFailure {
    long end = System.nanoTime() + SERVER_START.toNanos();
    while (true) {
      try {
        return open(vertx, settings, database);
      } catch (StartFailure away) {
        if (away.exitCode() != StartFailure.UNAVAILABLE || System.nanoTime() > end) {
          throw away;
        }
        LOG.warn("Kafka does not answer yet, waiting: {}", away.getMessage());
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /** How the settings say that Kafka is reached. */
  static KafkaAddress address(Settings settings) {
    return new KafkaAddress(
        settings.get(Keys.KAFKA_BROKERS),
        settings.get(Keys.KAFKA_PROTOCOL),
        settings.get(Keys.KAFKA_MECHANISM),
        settings.get(Keys.KAFKA_USER),
        settings.get(Keys.KAFKA_PASSWORD),
        settings.get(Keys.KAFKA_TRUSTSTORE),
        settings.get(Keys.KAFKA_TRUSTSTORE_PASSWORD),
        settings.get(Keys.KAFKA_TOPIC_PREFIX),
        settings.get(Keys.KAFKA_CREATE_TOPICS),
        settings.get(Keys.KAFKA_REPLICATION),
        settings.get(Keys.KAFKA_COMPRESSION),
        settings.get(Keys.KAFKA_APPEND_TIMEOUT));
  }

  static void close(Feed feed) {
    if (feed instanceof KafkaFeed kafka) {
      kafka.close();
    }
  }

  /** Lets a command work with the feeds, beside a running server or without one. */
  public static <T> T use(Settings settings, Database database, Function<Feed, T> work)
      throws StartFailure {
    Vertx vertx = Vertx.vertx();
    try {
      Feed feed = open(vertx, settings, database);
      try {
        return work.apply(feed);
      } finally {
        close(feed);
      }
    } finally {
      vertx.close().await();
    }
  }
}
