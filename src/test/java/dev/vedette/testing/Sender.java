package dev.vedette.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Sends small events without end and remembers which were acknowledged. */
public final class Sender implements AutoCloseable {

  private static final int SENDERS = 4;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final URI target;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sending = new AtomicBoolean(true);
  private final List<Thread> threads = new ArrayList<>();

  private final Duration pause;

  private Sender(URI target, Duration pause) {
    this.target = target;
    this.pause = pause;
  }

  /** Begins to send to a server on loopback, as fast as it answers. */
  public static Sender to(int port, String dsn) {
    return to(port, dsn, Duration.ZERO);
  }

  /** Begins to send; each of the four threads pauses between two events. */
  public static Sender to(int port, String dsn, Duration pause) {
    String key = dsn.substring("http://".length(), dsn.indexOf('@'));
    Sender sender =
        new Sender(
            URI.create("http://127.0.0.1:" + port + "/api/1/store/?sentry_key=" + key), pause);
    for (int i = 0; i < SENDERS; i++) {
      sender.threads.add(Thread.ofPlatform().start(sender::send));
    }
    return sender;
  }

  private void send() {
    while (sending.get()) {
      String id = UUID.randomUUID().toString().replace("-", "");
      String body =
          "{\"event_id\":\"%s\",\"message\":\"crash\",\"user\":{\"id\":\"%s\"}}"
              .formatted(id, id.substring(0, 2));
      try {
        HttpResponse<Void> response =
            HTTP.send(
                HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() == 200) {
          acknowledged.add(id);
        }
        LockSupport.parkNanos(pause.toNanos());
      } catch (IOException serverIsDown) {
        LockSupport.parkNanos(20_000_000);
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  /** Ids of the events that were answered with 200. */
  public Set<String> acknowledged() {
    return acknowledged;
  }

  /** Waits until so many more are acknowledged. */
  public void awaitMore(int count) {
    int target = acknowledged.size() + count;
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged.size() < target) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("no more events were acknowledged");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Ends the sending after the answers at hand. */
  public void stop() throws InterruptedException {
    sending.set(false);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
