package dev.vedette.config;

import static dev.vedette.config.Setting.bytes;
import static dev.vedette.config.Setting.duration;
import static dev.vedette.config.Setting.flag;
import static dev.vedette.config.Setting.integer;
import static dev.vedette.config.Setting.list;
import static dev.vedette.config.Setting.oneOf;
import static dev.vedette.config.Setting.secret;
import static dev.vedette.config.Setting.text;

import java.time.Duration;
import java.util.List;

/** Every setting there is, in the order of {@code conf/vedette.yaml}, where each is explained. */
public final class Keys {

  public static final Setting<String> MODE = oneOf("mode", "standalone", "cluster");
  public static final Setting<List<String>> ROLES = list("roles", "all");
  public static final Setting<List<String>> INSTANCES = list("instances", "");
  public static final Setting<String> DATA_DIR = text("data.dir", "data");

  public static final Setting<String> SERVER_BIND = text("server.bind", "127.0.0.1:9000");
  public static final Setting<String> SERVER_URL = text("server.url", "");
  public static final Setting<String> SERVER_SECRET_KEY = secret("server.secret-key");
  public static final Setting<List<String>> SERVER_ADDITIONAL_ORIGINS =
      list("server.additional-origins", "");
  public static final Setting<Integer> SERVER_EVENT_LOOPS = integer("server.event-loops", 0, 64, 0);
  public static final Setting<String> MANAGEMENT_BIND = text("management.bind", "127.0.0.1:9001");
  public static final Setting<Boolean> COOKIES_SECURE = flag("cookies.secure", false);

  public static final Setting<String> ORGANIZATIONS_BY =
      oneOf("organizations.made-by", "everyone", "superusers");

  public static final Setting<String> DATABASE_URL = secret("database.url");
  public static final Setting<Integer> DATABASE_POOL_SIZE =
      integer("database.pool-size", 2, 200, 12);

  public static final Setting<String> FEED_KIND = oneOf("feed.kind", "postgres", "kafka");
  public static final Setting<Integer> FEED_PARTITIONS = integer("feed.partitions", 1, 64, 4);
  public static final Setting<Integer> FEED_BATCH_RECORDS =
      integer("feed.batch-records", 1, 10_000, 500);
  public static final Setting<Duration> FEED_GATHERING = duration("feed.gathering", "50ms");
  public static final Setting<Long> FEED_MAX_BYTES = bytes("feed.max-bytes", "4GiB");

  public static final Setting<String> KAFKA_BROKERS = text("kafka.brokers", "");
  public static final Setting<String> KAFKA_PROTOCOL =
      oneOf("kafka.security-protocol", "PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
  public static final Setting<String> KAFKA_MECHANISM =
      oneOf("kafka.sasl-mechanism", "SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");
  public static final Setting<String> KAFKA_USER = text("kafka.user", "");
  public static final Setting<String> KAFKA_PASSWORD = secret("kafka.password");
  public static final Setting<String> KAFKA_TRUSTSTORE = text("kafka.truststore", "");
  public static final Setting<String> KAFKA_TRUSTSTORE_PASSWORD =
      secret("kafka.truststore-password");
  public static final Setting<String> KAFKA_TOPIC_PREFIX = text("kafka.topic-prefix", "vedette-");
  public static final Setting<Boolean> KAFKA_CREATE_TOPICS = flag("kafka.create-topics", true);
  public static final Setting<Integer> KAFKA_REPLICATION = integer("kafka.replication", 1, 10, 1);
  public static final Setting<String> KAFKA_COMPRESSION =
      oneOf("kafka.compression", "zstd", "lz4", "snappy", "gzip", "none");
  public static final Setting<Duration> KAFKA_APPEND_TIMEOUT =
      duration("kafka.append-timeout", "30s");

  public static final Setting<List<String>> RELAY_TOPICS = list("relay.topics", "");
  public static final Setting<String> RELAY_TOPIC_PREFIX = text("relay.topic-prefix", "");
  public static final Setting<String> RELAY_GROUP = text("relay.group", "vedette-relay");
  public static final Setting<String> RELAY_WRITE =
      oneOf("relay.write", "none", "beside", "instead");

  public static final Setting<String> REDIS_URL = secret("redis.url");

  public static final Setting<List<String>> CLUSTER_MEMBERS = list("cluster.members", "");
  public static final Setting<String> CLUSTER_KUBERNETES_DNS = text("cluster.kubernetes-dns", "");
  public static final Setting<String> CLUSTER_BIND = text("cluster.bind", "127.0.0.1:5701");
  public static final Setting<String> CLUSTER_ADVERTISE = text("cluster.advertise", "");
  public static final Setting<Integer> CLUSTER_BUS_PORT = integer("cluster.bus-port", 0, 65_535, 0);
  public static final Setting<Integer> CLUSTER_ADVERTISE_BUS_PORT =
      integer("cluster.advertise-bus-port", 0, 65_535, 0);
  public static final Setting<String> CLUSTER_KEYSTORE = text("cluster.keystore", "");
  public static final Setting<String> CLUSTER_TRUSTSTORE = text("cluster.truststore", "");
  public static final Setting<String> CLUSTER_STORE_PASSWORD = secret("cluster.store-password");

  public static final Setting<String> BLOB_KIND = oneOf("blob.kind", "file");
  public static final Setting<String> BLOB_DIR = text("blob.dir", "");
  public static final Setting<Boolean> BLOB_SHARED = flag("blob.shared", false);

  public static final Setting<Long> INGEST_MAX_ENVELOPE =
      bytes("ingest.max-envelope-size", "200MiB");
  public static final Setting<Long> INGEST_MAX_EVENT = bytes("ingest.max-event-size", "1MiB");
  public static final Setting<Long> INGEST_MAX_ATTACHMENT =
      bytes("ingest.max-attachment-size", "200MiB");
  public static final Setting<Long> INGEST_MAX_ATTACHMENTS =
      bytes("ingest.max-attachments-size", "200MiB");
  public static final Setting<Integer> INGEST_MAX_SESSIONS =
      integer("ingest.max-session-count", 1, 10_000, 100);
  public static final Setting<String> INGEST_SIZE_POLICY =
      oneOf("ingest.size-policy", "strict", "lenient");
  public static final Setting<List<String>> INGEST_TRUSTED_PROXIES =
      list(
          "ingest.trusted-proxies",
          "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,fc00::/7,fe80::/10");
  public static final Setting<Long> INGEST_QUEUE_BYTES = bytes("ingest.queue-bytes", "64MiB");
  public static final Setting<Duration> INGEST_SHUTDOWN_GRACE =
      duration("ingest.shutdown-grace", "5s");
  public static final Setting<Duration> INGEST_PROJECT_CACHE_TTL =
      duration("ingest.project-cache-ttl", "60s");
  public static final Setting<Duration> INGEST_UNKNOWN_KEY_TTL =
      duration("ingest.unknown-key-ttl", "10s");
  public static final Setting<Duration> INGEST_MAX_RETRY_AFTER =
      duration("ingest.max-retry-after", "0s");
  public static final Setting<Duration> INGEST_MAX_CLOCK_DRIFT =
      duration("ingest.max-clock-drift", "55m");

  public static final Setting<String> LOADER_SDK_URL =
      text("loader.sdk-url", "https://browser.sentry-cdn.com/{version}/{bundle}.min.js");
  public static final Setting<String> LOADER_SDK_VERSION = text("loader.sdk-version", "10.50.0");
  public static final Setting<String> LOADER_BASE_URL = text("loader.base-url", "");

  public static final Setting<String> GEOIP_DATABASE = text("geoip.database", "");

  public static final Setting<String> LOG_FORMAT = oneOf("log.format", "human", "json");
  public static final Setting<String> LOG_LEVEL =
      oneOf("log.level", "info", "debug", "warn", "error");

  /** All settings, in file order. */
  public static final List<Setting<?>> ALL =
      List.of(
          MODE,
          ROLES,
          INSTANCES,
          DATA_DIR,
          SERVER_BIND,
          SERVER_URL,
          SERVER_SECRET_KEY,
          SERVER_ADDITIONAL_ORIGINS,
          SERVER_EVENT_LOOPS,
          MANAGEMENT_BIND,
          COOKIES_SECURE,
          ORGANIZATIONS_BY,
          DATABASE_URL,
          DATABASE_POOL_SIZE,
          FEED_KIND,
          FEED_PARTITIONS,
          FEED_BATCH_RECORDS,
          FEED_GATHERING,
          FEED_MAX_BYTES,
          KAFKA_BROKERS,
          KAFKA_PROTOCOL,
          KAFKA_MECHANISM,
          KAFKA_USER,
          KAFKA_PASSWORD,
          KAFKA_TRUSTSTORE,
          KAFKA_TRUSTSTORE_PASSWORD,
          KAFKA_TOPIC_PREFIX,
          KAFKA_CREATE_TOPICS,
          KAFKA_REPLICATION,
          KAFKA_COMPRESSION,
          KAFKA_APPEND_TIMEOUT,
          RELAY_TOPICS,
          RELAY_TOPIC_PREFIX,
          RELAY_GROUP,
          RELAY_WRITE,
          REDIS_URL,
          CLUSTER_MEMBERS,
          CLUSTER_KUBERNETES_DNS,
          CLUSTER_BIND,
          CLUSTER_ADVERTISE,
          CLUSTER_BUS_PORT,
          CLUSTER_ADVERTISE_BUS_PORT,
          CLUSTER_KEYSTORE,
          CLUSTER_TRUSTSTORE,
          CLUSTER_STORE_PASSWORD,
          BLOB_KIND,
          BLOB_DIR,
          BLOB_SHARED,
          INGEST_MAX_ENVELOPE,
          INGEST_MAX_EVENT,
          INGEST_MAX_ATTACHMENT,
          INGEST_MAX_ATTACHMENTS,
          INGEST_MAX_SESSIONS,
          INGEST_SIZE_POLICY,
          INGEST_TRUSTED_PROXIES,
          INGEST_QUEUE_BYTES,
          INGEST_SHUTDOWN_GRACE,
          INGEST_PROJECT_CACHE_TTL,
          INGEST_UNKNOWN_KEY_TTL,
          INGEST_MAX_RETRY_AFTER,
          INGEST_MAX_CLOCK_DRIFT,
          LOADER_SDK_URL,
          LOADER_SDK_VERSION,
          LOADER_BASE_URL,
          GEOIP_DATABASE,
          LOG_FORMAT,
          LOG_LEVEL);

  private Keys() {}
}
