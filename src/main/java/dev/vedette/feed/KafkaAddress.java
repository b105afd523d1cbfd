package dev.vedette.feed;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How to reach Kafka, and how its topics are made.
 *
 * @param brokers {@code host:port}, separated by commas
 * @param protocol {@code PLAINTEXT}, {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
 * @param mechanism SASL mechanism, e.g. {@code SCRAM-SHA-512}
 * @param user name for SASL; empty without
 * @param password for SASL; never shown
 * @param truststore file with the certificates to trust; empty for those of the JVM
 * @param prefix begins the names of the topics
 * @param createTopics whether missing topics are made
 * @param replication copies of topics that are made
 * @param compression of batches, e.g. {@code zstd}
 * @param appendTimeout after which an append is refused, and the sender comes again. A broker that
 *     has just made a topic, or another broker's heir, takes its time on a slow disk
 */
public record KafkaAddress(
    String brokers,
    String protocol,
    String mechanism,
    String user,
    String password,
    String truststore,
    String truststorePassword,
    String prefix,
    boolean createTopics,
    int replication,
    String compression,
    Duration appendTimeout) {

  /** Largest record; attachments above 64 KiB are elsewhere. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  /** The topic of a feed. */
  String topic(FeedName feed) {
    return prefix + feed.label();
  }

  /** Settings of every client. */
  public Map<String, String> common() {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    settings.put("security.protocol", protocol);
    if (!user.isEmpty()) {
      String module =
          mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
      settings.put("sasl.mechanism", mechanism);
      settings.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
              .formatted(module, quoted(user), quoted(password)));
    }
    if (!truststore.isEmpty()) {
      settings.put("ssl.truststore.location", truststore);
      settings.put("ssl.truststore.password", truststorePassword);
    }
    return settings;
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** A producer whose records survive the loss of a broker; each tells what became of it. */
  public KafkaProducer<Buffer, Buffer> openProducer(Vertx vertx) {
    KafkaProducer<Buffer, Buffer> producer =
        KafkaProducer.create(vertx, producer(), Buffer.class, Buffer.class);
    // without it each failure would be told once more, with its stack
    return producer.exceptionHandler(failure -> {});
  }

  private Map<String, String> producer() {
    Map<String, String> settings = common();
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("compression.type", compression);
    settings.put("linger.ms", "2");
    settings.put("max.request.size", Integer.toString(MAX_RECORD_BYTES));
    settings.put("delivery.timeout.ms", Long.toString(Math.max(1000, appendTimeout.toMillis())));
    String request =
        Long.toString(Math.clamp(appendTimeout.toMillis() / 2, 500, REQUEST_LIMIT.toMillis()));
    settings.put("request.timeout.ms", request);
    settings.put("max.block.ms", request);
    return settings;
  }

  Map<String, String> consumer(FeedName feed) {
    return consumer(topic(feed));
  }

  /** Settings of a consumer of a group that says itself what it has done with. */
  public Map<String, String> consumer(String group) {
    Map<String, String> settings = common();
    settings.put("group.id", group);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    // asked on the thread that polls, which must not stand still for one broker
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "5000");
    settings.put("session.timeout.ms", "10000");
    settings.put("heartbeat.interval.ms", "3000");
    settings.put("max.poll.records", "500");
    settings.put("max.partition.fetch.bytes", Integer.toString(4 << 20));
    return settings;
  }

  @Override
  public String toString() {
    return brokers + (user.isEmpty() ? "" : " as " + user);
  }
}
