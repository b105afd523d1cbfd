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
import java.util.function.Supplier;

/** The registry of metrics; all names come from {@link Metric}. Safe for use by many threads. */
public final class Telemetry implements AutoCloseable {

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
   * A counter.
   *
   * @param tags keys and values in turn
   */
  public Counter counter(Metric metric, String... tags) {
    return Counter.builder(metric.id()).description(metric.help()).tags(tags).register(registry);
  }

  /** A timer with the given tags. */
  public Timer timer(Metric metric, String... tags) {
    return Timer.builder(metric.id()).description(metric.help()).tags(tags).register(registry);
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
