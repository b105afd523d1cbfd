package dev.vedette.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import java.util.function.Supplier;

/** The registry of metrics; all names come from {@link Metric}. Safe for use by many threads. */
public final class Telemetry implements AutoCloseable {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  /** A registry that also watches the JVM. */
  public Telemetry() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /** The registry, for Vert.x' own metrics. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * Has a Vert.x instance tell of its event bus and its pools in the same registry. HTTP has
   * metrics of our own, by what requests are for.
   */
  public void watch(VertxBuilder vertx, VertxOptions options) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            // registries are kept by name for the whole process
            .setRegistryName(UUID.randomUUID().toString())
            .setLabels(EnumSet.of(Label.EB_SIDE, Label.POOL_TYPE, Label.POOL_NAME));
    EnumSet.complementOf(EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS))
        .forEach(metrics::addDisabledMetricsCategory);
    options.setMetricsOptions(metrics);
    vertx.with(options).withMetrics(new MicrometerMetricsFactory(registry));
  }

  /**
   * A counter.
   *
   * @param tags keys and values in turn
   */
  public Counter counter(Metric metric, String... tags) {
    return Counter.builder(metric.id()).description(metric.help()).tags(tags).register(registry);
  }

  /** A timer with the given tags; a histogram, so that quantiles of several nodes can be told. */
  public Timer timer(Metric metric, String... tags) {
    return Timer.builder(metric.id())
        .description(metric.help())
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** A value that is asked when the metrics are read. */
  public void gauge(Metric metric, Supplier<Number> value, String... tags) {
    Gauge.builder(metric.id(), value).description(metric.help()).tags(tags).register(registry);
  }

  /** All metrics in Prometheus' text form. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
