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
  public static final Setting<String> DATA_DIR = text("data.dir", "data");

  public static final Setting<String> SERVER_BIND = text("server.bind", "127.0.0.1:9000");
  public static final Setting<String> SERVER_URL = text("server.url", "");
  public static final Setting<String> SERVER_SECRET_KEY = secret("server.secret-key");
  public static final Setting<List<String>> SERVER_ADDITIONAL_ORIGINS =
      list("server.additional-origins", "");
  public static final Setting<Integer> SERVER_EVENT_LOOPS = integer("server.event-loops", 0, 64, 0);
  public static final Setting<String> MANAGEMENT_BIND = text("management.bind", "127.0.0.1:9001");
  public static final Setting<Boolean> COOKIES_SECURE = flag("cookies.secure", false);

  public static final Setting<String> DATABASE_URL = secret("database.url");
  public static final Setting<Integer> DATABASE_POOL_SIZE =
      integer("database.pool-size", 2, 200, 12);

  public static final Setting<String> FEED_KIND = oneOf("feed.kind", "postgres", "kafka");
  public static final Setting<Integer> FEED_PARTITIONS = integer("feed.partitions", 1, 64, 4);
  public static final Setting<Integer> FEED_BATCH_RECORDS =
      integer("feed.batch-records", 1, 10_000, 500);
  public static final Setting<Long> FEED_MAX_BYTES = bytes("feed.max-bytes", "4GiB");

  public static final Setting<String> BLOB_KIND = oneOf("blob.kind", "file");

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

  public static final Setting<String> GEOIP_DATABASE = text("geoip.database", "");

  public static final Setting<String> LOG_FORMAT = oneOf("log.format", "human", "json");
  public static final Setting<String> LOG_LEVEL =
      oneOf("log.level", "info", "debug", "warn", "error");

  /** All settings, in file order. */
  public static final List<Setting<?>> ALL =
      List.of(
          MODE,
          ROLES,
          DATA_DIR,
          SERVER_BIND,
          SERVER_URL,
          SERVER_SECRET_KEY,
          SERVER_ADDITIONAL_ORIGINS,
          SERVER_EVENT_LOOPS,
          MANAGEMENT_BIND,
          COOKIES_SECURE,
          DATABASE_URL,
          DATABASE_POOL_SIZE,
          FEED_KIND,
          FEED_PARTITIONS,
          FEED_BATCH_RECORDS,
          FEED_MAX_BYTES,
          BLOB_KIND,
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
          GEOIP_DATABASE,
          LOG_FORMAT,
          LOG_LEVEL);

  private Keys() {}
}
