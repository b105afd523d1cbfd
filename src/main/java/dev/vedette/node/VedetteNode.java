package dev.vedette.node;

import dev.vedette.blob.Blobs;
import dev.vedette.blob.FileBlobs;
import dev.vedette.bus.Bus;
import dev.vedette.config.Keys;
import dev.vedette.config.Options;
import dev.vedette.config.SecretKey;
import dev.vedette.config.Setting;
import dev.vedette.config.Settings;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.http.HttpVerticle;
import dev.vedette.http.ManagementVerticle;
import dev.vedette.ingest.IngestGateway;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RecentDrops;
import dev.vedette.project.RefusalRecorder;
import dev.vedette.relay.RelayOutput;
import dev.vedette.relay.RelayVerticle;
import dev.vedette.store.Database;
import dev.vedette.store.DiskSpace;
import dev.vedette.store.Leases;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A server process: resources and verticles, started in order and stopped in reverse. The start
 * blocks and must not be called on an event loop.
 */
public final class VedetteNode implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(VedetteNode.class);

  private static final Duration DISK_PERIOD = Duration.ofSeconds(5);

  private final Settings settings;
  private final InstantSource clock;
  private final Deque<Part> parts = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final Telemetry telemetry = new Telemetry();
  private Services services;
  private Set<NodeRole> roles = Set.of();
  private final Map<String, Integer> instances = new TreeMap<>();
  private java.util.List<dev.vedette.http.Route> routes = java.util.List.of();

  /** Ends one part of the node. */
  @FunctionalInterface
  interface Stop {
    void run() throws IOException;
  }

  /** Something that was started and is to be stopped. */
  private record Part(String name, Stop stop) {}

  private void started(String name, Stop stop) {
    parts.push(new Part(name, stop));
  }

  /** What commands and tests may use of a running node. */
  public record Services(
      Vertx vertx, Bus bus, Database database, Feed feed, DeadLetters deadLetters, String url) {}

  @SuppressWarnings("NullAway.Init") // services is set by start(), the only way to get a node.
  private VedetteNode(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Starts a node; when this returns, it accepts events.
   *
   * @param clock the time the node lives by
   */
  public static VedetteNode start(Settings settings, InstantSource clock) throws StartFailure {
    VedetteNode node = new VedetteNode(settings, clock);
    try {
      node.startAll();
      return node;
    } catch (Exception failure) {
      // what is awaited may fail with anything, declared or not
      node.close();
      if (failure instanceof StartFailure known) {
        throw known;
      }
      LOG.debug("the failure", failure);
      throw new StartFailure(1, "node", String.valueOf(failure.getMessage()));
    }
  }

  private void startAll() throws StartFailure {
    roles = configured("roles", () -> NodeRole.of(settings));
    Instances wanted = configured("instances", () -> Instances.of(settings));
    Path data = Path.of(settings.get(Keys.DATA_DIR));
    DataLock lock = DataLock.acquire(data);
    started("data directory", lock::close);
    Address bind = address(Keys.SERVER_BIND);
    int loops = settings.get(Keys.SERVER_EVENT_LOOPS);
    VertxOptions options = new VertxOptions();
    if (loops > 0) {
      options.setEventLoopPoolSize(loops);
    }
    boolean clustered = settings.get(Keys.MODE).equals("cluster");
    VertxBuilder builder = Vertx.builder();
    telemetry.watch(builder, options);
    Vertx vertx = clustered ? Cluster.join(builder, options, settings) : builder.build();
    started("event loops", () -> vertx.close().await());
    Bus bus = Bus.of(vertx);
    Storage storage = Storage.start(vertx, settings);
    started("database", storage::close);
    Database database = storage.database();
    Options runtimeOptions = new Options(database, settings.options());
    runtimeOptions.reload();
    ConnectedChecks.require(ConnectedChecks.of(database, InstantSource.system()));
    Feed feed = Feeds.await(vertx, settings, database);
    started("feeds", () -> Feeds.close(feed));
    DeadLetters deadLetters = new DeadLetters(database);
    Blobs blobs = new FileBlobs(BlobSweep.folder(settings, data));
    Relays relays = new Relays(vertx, settings, this::started);
    Optional<RelayOutput> relay = relays.output(blobs, runtimeOptions, telemetry);
    RefusalRecorder refusals =
        new RefusalRecorder(
            database,
            telemetry,
            outcome -> relay.map(output -> output.refused(outcome)).orElse(false));
    RecentDrops drops = new RecentDrops(database);
    String nodeId = UUID.randomUUID().toString();
    Leases leases = new Leases(database, nodeId);
    Maintenance maintenance =
        new Maintenance(
            database,
            leases,
            feed,
            blobs,
            runtimeOptions,
            refusals,
            drops,
            telemetry,
            clock,
            roles.contains(NodeRole.SCHEDULER));
    maintenance.start();
    started("maintenance", maintenance::stop);
    ProjectViews projects =
        new ProjectViews(
            database,
            bus,
            settings.get(Keys.INGEST_PROJECT_CACHE_TTL),
            settings.get(Keys.INGEST_UNKNOWN_KEY_TTL));
    services = new Services(vertx, bus, database, feed, deadLetters, url(bind));
    NodeCounters counters = NodeCounters.open(services, settings, clock, telemetry, this::started);
    new Works(services, settings, wanted, this::deploy)
        .start(
            roles,
            new Works.Shared(
                projects, counters.all(), runtimeOptions, blobs, drops, telemetry, relay));
    DiskSpace disk = DiskSpace.of(data.toFile(), BlobSweep.folder(settings, data).toFile());
    maintenance.every(DISK_PERIOD, "disk", disk::measure);
    HealthChecks health =
        new HealthChecks(
            new HealthChecks.Parts(
                database,
                feed,
                deadLetters,
                disk,
                HeapSpace.ofProcess(),
                counters.shared(),
                clock));
    IngestGateway ingest =
        new IngestGateway(
            new IngestGateway.Resources(
                settings,
                runtimeOptions,
                projects,
                feed,
                blobs,
                counters.all(),
                refusals,
                drops,
                telemetry,
                clock,
                disk,
                () -> ready.get() && health.isTakingEvents()));
    telemetry.gauge(Metric.FEED_BYTES, feed::storedBytes);
    if (roles.contains(NodeRole.INGEST)) {
      relays.read(
          new RelayVerticle.Resources(feed, projects, blobs, refusals, disk, telemetry, clock),
          this::deploy);
    }
    new BacklogGauges(feed, deadLetters, telemetry).register(maintenance);
    maintenance.every(HealthChecks.PERIOD, "health", health::run);
    PublicSite site =
        new PublicSite(
            services,
            blobs,
            counters.all(),
            clock,
            settings,
            secretKey(data),
            telemetry,
            health,
            ready::get);
    routes = site.routes();
    listen(bind, wanted.of(Instances.HTTP), ingest, site, health);
    health.run();
    announce(nodeId, maintenance);
    ready.set(true);
  }

  private void announce(String id, Maintenance maintenance) {
    NodeStatus status =
        new NodeStatus(
            services.database(),
            telemetry,
            clock,
            id,
            services.url(),
            String.join(",", roles.stream().map(NodeRole::label).sorted().toList()),
            Map.copyOf(instances));
    status.tell();
    maintenance.every(NodeStatus.PERIOD, "status", status::tell);
    started("status", status::leave);
  }

  private SecretKey secretKey(Path data) throws StartFailure {
    try {
      return SecretKey.of(settings, data);
    } catch (IOException unusable) {
      throw new StartFailure(
          1,
          "server.secret-key",
          "cannot be kept in %s: %s".formatted(data, unusable.getMessage()));
    }
  }

  private String url(Address bind) {
    String configured = settings.find(Keys.SERVER_URL);
    return configured == null ? bind.url() : configured.replaceAll("/+$", "");
  }

  private Address address(Setting<String> key) throws StartFailure {
    return configured(key.name(), () -> Address.parse(settings.get(key)));
  }

  private static <T> T configured(String setting, Supplier<T> value) throws StartFailure {
    try {
      return value.get();
    } catch (IllegalArgumentException rule) {
      throw new StartFailure(
          StartFailure.CONFIGURATION, setting, String.valueOf(rule.getMessage()));
    }
  }

  private void deploy(String name, Supplier<AbstractVerticle> verticle) {
    Vertx vertx = services.vertx();
    String id =
        vertx
            .deployVerticle(
                verticle::get,
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
            .await();
    instances.merge(name, 1, Integer::sum);
    started(name, () -> vertx.undeploy(id).await());
  }

  private void listen(
      Address bind, int listeners, IngestGateway ingest, PublicSite site, HealthChecks health)
      throws StartFailure {
    Address management = address(Keys.MANAGEMENT_BIND);
    Vertx vertx = services.vertx();
    String server =
        listening(
            Keys.SERVER_BIND,
            vertx.deployVerticle(
                () ->
                    new HttpVerticle(
                        bind.host(),
                        bind.port(),
                        settings.get(Keys.INGEST_SHUTDOWN_GRACE),
                        roles.contains(NodeRole.INGEST) ? ingest : null,
                        roles.contains(NodeRole.WEB) ? site.handler() : site.healthOnly()),
                new DeploymentOptions().setInstances(listeners)));
    instances.put(Instances.HTTP, listeners);
    started("listener", () -> vertx.undeploy(server).await());
    var unused =
        listening(
            Keys.MANAGEMENT_BIND,
            vertx.deployVerticle(
                new ManagementVerticle(
                    management.host(),
                    management.port(),
                    telemetry,
                    () -> ready.get() && health.isServing(),
                    () -> health.last().full(true))));
    started("readiness", this::leave);
  }

  private String listening(Setting<String> bind, Future<String> deployed) throws StartFailure {
    try {
      return deployed.await();
    } catch (Exception taken) {
      // a taken port is no RuntimeException
      throw new StartFailure(
          1,
          bind.name(),
          "%s cannot be used: %s".formatted(settings.get(bind), taken.getMessage()));
    }
  }

  /** Of several nodes, those who send here are given the time to notice that this one goes. */
  private void leave() {
    ready.set(false);
    if (settings.get(Keys.MODE).equals("cluster")) {
      LockSupport.parkNanos(settings.get(Keys.INGEST_SHUTDOWN_GRACE).toNanos());
    }
  }

  /** What commands and tests may use. */
  public Services services() {
    return services;
  }

  /** All routes of API and pages. */
  public java.util.List<dev.vedette.http.Route> routes() {
    return routes;
  }

  /** Whether the node accepts events. */
  public boolean isReady() {
    return ready.get();
  }

  /** Names of the parts that still run, those to be stopped first in front. */
  public java.util.List<String> running() {
    return parts.stream().map(Part::name).toList();
  }

  /** Stops the node: not ready, listener closed, feeds drained, resources released. Blocks. */
  @Override
  public void close() {
    ready.set(false);
    while (!parts.isEmpty()) {
      Part part = parts.peek();
      try {
        part.stop().run();
      } catch (Exception failure) {
        LOG.warn("{} did not stop cleanly: {}", part.name(), failure.toString());
      }
      parts.pop();
    }
    telemetry.close();
  }
}
