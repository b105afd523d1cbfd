package dev.vedette.counter;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counters in Redis, shared by the nodes of a cluster. Commands of many requests travel together.
 * What must be atomic over several keys is a script. While Redis is away every operation fails
 * soon; callers then do without (ingest accepts, limits do not hold) and count that.
 */
public final class RedisCounters implements Counters, AutoCloseable {

  private static final long ANSWER_LIMIT_MS = 500;
  private static final int MAX_WAITING = 10_000;
  private static final int CONNECTIONS = 4;

  /** Keys in pairs of counter and refunds; arguments in fours: limit, amount, expiry. */
  private static final String CONSUME =
      """
      local refused = {}
      local any = false
      for i = 1, #KEYS, 2 do
        local a = (i - 1) / 2 * 3
        local used = tonumber(redis.call('GET', KEYS[i]) or '0')
        local back = tonumber(redis.call('GET', KEYS[i + 1]) or '0')
        local limit = tonumber(ARGV[a + 1])
        local over = limit >= 0 and used - back + tonumber(ARGV[a + 2]) > limit
        refused[#refused + 1] = over and 1 or 0
        any = any or over
      end
      if not any then
        for i = 1, #KEYS, 2 do
          local a = (i - 1) / 2 * 3
          redis.call('INCRBY', KEYS[i], ARGV[a + 2])
          redis.call('EXPIREAT', KEYS[i], ARGV[a + 3])
        end
      end
      return refused\
      """;

  private static final String INCREMENT =
      """
      local count = redis.call('INCRBY', KEYS[1], ARGV[1])
      redis.call('EXPIREAT', KEYS[1], ARGV[2])
      return count\
      """;

  private static final String SLIDE =
      """
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
      redis.call('ZADD', KEYS[1], ARGV[1], ARGV[3])
      redis.call('PEXPIRE', KEYS[1], ARGV[4])
      return redis.call('ZCARD', KEYS[1])\
      """;

  private final Redis redis;
  private final InstantSource clock;

  /**
   * Counters of a server; connections are made when first needed.
   *
   * @param url {@code redis://[:password@]host:port[/database]}, or {@code rediss://} for TLS
   */
  public RedisCounters(Vertx vertx, String url, InstantSource clock) {
    this.clock = clock;
    this.redis =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(url)
                .setMaxPoolSize(CONNECTIONS)
                .setMaxPoolWaiting(MAX_WAITING)
                .setMaxWaitingHandlers(MAX_WAITING));
  }

  private Future<@Nullable Response> send(Request request) {
    return redis.send(request).timeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
  }

  private static long number(@Nullable Response answer) {
    Long number = answer == null ? null : answer.toLong();
    return number == null ? 0 : number;
  }

  private static Request script(String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(Command.EVAL).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  @Override
  public Future<Long> increment(String key, long amount, Instant expires) {
    return send(script(
            INCREMENT,
            List.of(key),
            List.of(Long.toString(amount), Long.toString(expires.getEpochSecond()))))
        .map(RedisCounters::number);
  }

  @Override
  public Future<Long> slide(String key, Duration window) {
    long now = clock.millis();
    return send(script(
            SLIDE,
            List.of(key),
            List.of(
                Long.toString(now),
                Long.toString(now - window.toMillis()),
                now + ":" + UUID.randomUUID(),
                Long.toString(window.toMillis()))))
        .map(RedisCounters::number);
  }

  @Override
  public Future<Optional<String>> get(String key) {
    return send(Request.cmd(Command.GET).arg(key))
        .map(answer -> Optional.ofNullable(answer).map(Response::toString));
  }

  @Override
  public Future<Void> set(String key, String value, Instant expires) {
    return send(Request.cmd(Command.SET)
            .arg(key)
            .arg(value)
            .arg("PXAT")
            .arg(expires.toEpochMilli()))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> setIfAbsent(String key, String value, Instant expires) {
    return send(Request.cmd(Command.SET)
            .arg(key)
            .arg(value)
            .arg("NX")
            .arg("PXAT")
            .arg(expires.toEpochMilli()))
        .map(answer -> answer != null);
  }

  @Override
  public Future<List<Boolean>> consume(List<Allowance> allowances) {
    List<String> keys = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (Allowance one : allowances) {
      keys.add(one.key());
      keys.add(one.refundKey());
      arguments.add(Long.toString(one.limit()));
      arguments.add(Long.toString(one.amount()));
      arguments.add(Long.toString(one.expires().getEpochSecond()));
    }
    return send(script(CONSUME, keys, arguments))
        .map(answer -> {
          List<Boolean> refused = new ArrayList<>();
          Objects.requireNonNull(answer).forEach(one -> refused.add(number(one) == 1));
          return refused;
        });
  }

  /**
   * What the server says of itself; waits.
   *
   * @return the value of a name in a section, e.g. {@code redis_version} in {@code server}; empty
   *     when it does not tell, or not to this user
   * @throws RuntimeException when the server does not answer
   */
  public String info(String section, String name) {
    Response answer =
        send(Request.cmd(Command.INFO).arg(section))
            .recover(refused ->
                String.valueOf(refused.getMessage()).startsWith("NOPERM")
                    ? Future.succeededFuture()
                    : Future.failedFuture(refused))
            .await();
    return String.valueOf(answer)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    redis.close();
  }
}
