package dev.vedette.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Sends envelopes over a fixed number of connections, as fast as the answers come or at a fixed
 * rate. All of its state belongs to one event loop.
 */
final class LoadRun {

  private static final int TOO_MANY = 429;
  private static final long HIGHEST_MICROS = Duration.ofMinutes(10).toNanos() / 1000;
  private static final long REFUSED_PAUSE_MS = 50;
  private static final double MICROS_PER_MS = 1000.0;

  private final Vertx vertx;
  private final HttpClient client;
  private final RequestOptions request;
  private final Envelopes envelopes;
  private final int connections;
  private final double rate;
  private final long durationNanos;
  private final long warmUpNanos;

  private final Histogram answered = new Histogram(HIGHEST_MICROS, 3);
  private final Histogram refused = new Histogram(HIGHEST_MICROS, 3);
  private final Map<Integer, Long> answers = new TreeMap<>();
  private final BitSet accepted = new BitSet();
  private final Promise<Void> done = Promise.promise();
  private int sent;
  private int running;
  private long started;

  /** A run that has not begun. */
  LoadRun(Vertx vertx, Load.Plan plan, Envelopes envelopes) {
    this.vertx = vertx;
    this.envelopes = envelopes;
    this.connections = plan.connections();
    this.rate = plan.rate();
    this.durationNanos = plan.duration().toNanos();
    this.warmUpNanos = plan.warmUp().toNanos();
    this.client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setKeepAliveTimeout(0))
            .with(new PoolOptions().setHttp1MaxSize(plan.connections()).setEventLoopSize(1))
            .build();
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(plan.target().toString())
            .putHeader("Content-Type", "application/x-sentry-envelope")
            .putHeader("Content-Encoding", "gzip");
  }

  /** Sends until the time is over; completes when the last answer is there. */
  Future<Void> start() {
    vertx.runOnContext(begin -> {
      started = System.nanoTime();
      running = connections;
      for (int i = 0; i < connections; i++) {
        next();
      }
    });
    return done.future().onComplete(all -> client.close());
  }

  private void next() {
    int number = sent;
    long due = rate == 0 ? System.nanoTime() : started + (long) (number * 1e9 / rate);
    if (due - started >= durationNanos) {
      running--;
      if (running == 0) {
        done.complete();
      }
      return;
    }
    sent++;
    long wait = (due - System.nanoTime()) / 1_000_000;
    if (wait > 0) {
      vertx.setTimer(wait, timer -> send(number, due));
    } else {
      send(number, due);
    }
  }

  private void send(int number, long due) {
    long asked = System.nanoTime();
    client
        .request(request)
        .compose(out -> out.send(envelopes.envelope(number)))
        .compose(answer -> answer.end().map(answer.statusCode()))
        .onComplete(status -> {
          int code = status.succeeded() ? status.result() : 0;
          answers.merge(code, 1L, Long::sum);
          if (code == 200) {
            accepted.set(number);
            note(answered, due, due);
            next();
          } else {
            if (code == TOO_MANY) {
              note(refused, due, asked);
            }
            vertx.setTimer(REFUSED_PAUSE_MS, timer -> next());
          }
        });
  }

  /** Notes how long an answer took from a moment on, but for the generator's first requests. */
  private void note(Histogram times, long due, long from) {
    if (due - started >= warmUpNanos) {
      long micros = (System.nanoTime() - from) / 1000;
      times.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, micros)));
    }
  }

  int sent() {
    return sent;
  }

  int acceptedCount() {
    return answers.getOrDefault(200, 0L).intValue();
  }

  long startedNanos() {
    return started;
  }

  /** Numbers of the acknowledged requests; to be asked after the end. */
  BitSet accepted() {
    return accepted;
  }

  /** The report of a run that has ended. */
  LoadReport report(long saved, double seconds) {
    return new LoadReport(
        sent,
        accepted.cardinality(),
        saved,
        Map.copyOf(answers),
        seconds,
        envelopes.meanBytes(),
        times(answered),
        times(refused));
  }

  private static LoadReport.Times times(Histogram times) {
    return new LoadReport.Times(
        times.getTotalCount(),
        times.getValueAtPercentile(50) / MICROS_PER_MS,
        times.getValueAtPercentile(90) / MICROS_PER_MS,
        times.getValueAtPercentile(99) / MICROS_PER_MS,
        times.getMaxValue() / MICROS_PER_MS);
  }
}
