package dev.vedette.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.testing.Services;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of counters keep the same promises; Redis is a real one. */
class CountersIT {

  private static Services services;
  private static Vertx vertx;
  private static RedisCounters redis;

  @BeforeAll
  static void start() throws Exception {
    services = Services.start("redis");
    vertx = Vertx.vertx();
    redis = new RedisCounters(vertx, services.settings().get("redis.url"), InstantSource.system());
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
    vertx.close().await();
    services.close();
  }

  static Stream<Counters> both() {
    return Stream.of(redis, new LocalCounters(InstantSource.system()));
  }

  private static String key() {
    return "test:" + UUID.randomUUID();
  }

  private static Instant later() {
    return Instant.now().plusSeconds(60);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("both")
  void countsAddUp(Counters counters) {
    String key = key();
    assertThat(counters.increment(key, 2, later()).await()).isEqualTo(2);
    assertThat(counters.increment(key, 3, later()).await()).isEqualTo(5);
    assertThat(counters.increment(key, 1, Instant.now().minusSeconds(5)).await()).isEqualTo(6);
    assertThat(counters.increment(key, 1, later()).await()).as("forgotten").isEqualTo(1);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("both")
  void hitsOutsideOfTheWindowDoNotCount(Counters counters) {
    String key = key();
    assertThat(counters.slide(key, Duration.ofMinutes(1)).await()).isEqualTo(1);
    assertThat(counters.slide(key, Duration.ofMinutes(1)).await()).isEqualTo(2);
    long limit = System.nanoTime() + 10_000_000_000L;
    while (counters.slide(key, Duration.ofMillis(5)).await() > 1) {
      assertThat(System.nanoTime()).isLessThan(limit);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("both")
  void textsAreRememberedUntilTheyExpire(Counters counters) {
    String key = key();
    assertThat(counters.get(key).await()).isEmpty();
    assertThat(counters.setIfAbsent(key, "a", later()).await()).isTrue();
    assertThat(counters.setIfAbsent(key, "b", later()).await()).isFalse();
    assertThat(counters.get(key).await()).isEqualTo(Optional.of("a"));
    counters.set(key, "c", later()).await();
    assertThat(counters.get(key).await()).isEqualTo(Optional.of("c"));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("both")
  void allAllowancesAreTakenOrNone(Counters counters) {
    String wide = key();
    String narrow = key();
    List<Counters.Allowance> both =
        List.of(
            new Counters.Allowance(wide, "r:" + wide, 10, 1, later()),
            new Counters.Allowance(narrow, "r:" + narrow, 2, 1, later()));
    assertThat(counters.consume(both).await()).containsExactly(false, false);
    assertThat(counters.consume(both).await()).containsExactly(false, false);
    assertThat(counters.consume(both).await()).containsExactly(false, true);
    assertThat(counters.increment(wide, 0, later()).await()).as("not raised").isEqualTo(2);
    counters.increment("r:" + narrow, 1, later()).await();
    assertThat(counters.consume(both).await()).as("after a refund").containsExactly(false, false);
  }

  @Test
  void aServerThatIsAwayIsNoticed() {
    RedisCounters away = new RedisCounters(vertx, "redis://127.0.0.1:1", InstantSource.system());
    assertThatThrownBy(() -> away.increment(key(), 1, later()).await())
        .isInstanceOf(Exception.class);
    away.close();
  }

  @Test
  void limitsRefuseNobodyWhileTheServerIsAwayAndTheRestIsCountedHere() {
    RedisCounters away = new RedisCounters(vertx, "redis://127.0.0.1:1", InstantSource.system());
    AtomicInteger told = new AtomicInteger();
    Counters counters =
        new FallbackCounters(
            away, new LocalCounters(InstantSource.system()), told::incrementAndGet);
    String key = key();
    List<Counters.Allowance> one = List.of(new Counters.Allowance(key, "r:" + key, 1, 1, later()));
    assertThat(counters.consume(one).await()).containsExactly(false);
    assertThat(counters.consume(one).await()).as("nobody is refused").containsExactly(false);
    assertThat(counters.increment(key, 1, later()).await()).isEqualTo(1);
    assertThat(counters.increment(key, 1, later()).await()).isEqualTo(2);
    assertThat(told).hasValue(4);
    away.close();
  }
}
