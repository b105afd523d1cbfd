package dev.vedette.relay;

import dev.vedette.blob.Blobs;
import dev.vedette.blob.StoredContent;
import dev.vedette.bus.Fault;
import dev.vedette.feed.KafkaAddress;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.issue.EventToSave;
import dev.vedette.issue.ReportToSave;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Outcome;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.producer.KafkaHeader;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has come in and has been normalized to the topics of a Relay (spec 01 §26), for
 * another Vedette or any other reader of them. The reader of a feed moves on when all that was made
 * of a batch is durable there; after a failure a batch is written again.
 */
public final class RelayOutput {

  private static final Logger LOG = LogManager.getLogger(RelayOutput.class);

  /** A little less than what a broker takes by default. */
  private static final int CHUNK = 1_000_000;

  private static final int MOST_REFUSALS = 10_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KafkaProducer<Buffer, Buffer> producer;
  private final Target target;
  private final Blobs blobs;
  private final IntSupplier retentionDays;
  private final Telemetry telemetry;

  /** Completes when the topics are there. */
  private final Promise<Void> prepared = Promise.promise();

  private final AtomicInteger refusalsUnderWay = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Where messages go.
   *
   * @param prefix begins the names of the topics
   * @param partitions number for topics that are made
   * @param instead whether nothing is stored here
   */
  public record Target(KafkaAddress kafka, String prefix, int partitions, boolean instead) {}

  /** A segment of a replay; each part but the recording may be missing. */
  public record Segment(byte @Nullable [] event, byte[] recording, byte @Nullable [] video) {}

  /**
   * A metric of sessions.
   *
   * @param type {@code c}, a counter, or {@code s}, a set
   * @param name {@code session}, {@code error} or {@code user}
   * @param status tag {@code session.status}; empty without
   * @param mechanism tag {@code abnormal_mechanism}; empty without
   * @param count value of a counter
   * @param member member of a set; empty for counters
   */
  public record SessionMetric(
      String type,
      String name,
      String status,
      String mechanism,
      String release,
      String environment,
      Instant started,
      long count,
      String member) {}

  /**
   * An output that connects with the first message.
   *
   * @param retentionDays how long events are kept
   */
  public RelayOutput(
      Vertx vertx, Target target, Blobs blobs, IntSupplier retentionDays, Telemetry telemetry) {
    this.producer = target.kafka().openProducer(vertx);
    this.target = target;
    this.blobs = blobs;
    this.retentionDays = retentionDays;
    this.telemetry = telemetry;
    RelayTopics topics =
        new RelayTopics(
            vertx,
            target.kafka(),
            new RelayTopics.Wanted(
                List.of(RelayTopic.values()), target.prefix(), target.partitions()));
    var unused = Thread.ofVirtual().name("relay-topics").start(() -> prepare(topics));
  }

  private void prepare(RelayTopics topics) {
    try {
      do {
        try {
          topics.prepare();
          prepared.complete();
          return;
        } catch (Exception away) {
          LOG.warn("the topics of a Relay are not there yet: {}", away.toString());
        }
      } while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    prepared.tryFail("the node stops");
  }

  /** Whether what is written is not stored here. */
  public boolean isInstead() {
    return target.instead();
  }

  /** Writes what became of something; what is accepted is told by those who store it. */
  public Future<Void> outcome(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.ACCEPTED || outcome.quantity() == 0
        ? Future.succeededFuture()
        : send(TraceMessages.outcome(outcome));
  }

  /**
   * Tells what became of an item of a group, here or where it is stored.
   *
   * @param relay where the topics of a Relay are written, those
   */
  public static void tell(
      Optional<RelayOutput> relay,
      ItemGroupConsumers.Batch batch,
      ItemGroup group,
      Outcome outcome) {
    if (relay.isEmpty() || !relay.get().isInstead()) {
      batch.outcome(group, outcome);
    } else {
      batch.outcomeElsewhere(group, outcome);
    }
    relay.ifPresent(output -> batch.await(output.outcome(outcome)));
  }

  /**
   * Writes what was refused at the door, as far as the brokers follow.
   *
   * @return whether it is not to be counted here
   */
  public boolean refused(Outcome outcome) {
    if (refusalsUnderWay.incrementAndGet() > MOST_REFUSALS) {
      refusalsUnderWay.decrementAndGet();
      telemetry.counter(Metric.LOST_OUTCOMES).increment();
      return isInstead();
    }
    outcome(outcome).onComplete(done -> refusalsUnderWay.decrementAndGet());
    return isInstead();
  }

  /** Writes a check-in of a monitor's environment. */
  public Future<Void> checkIn(ItemGroup group, String slug, String environment, byte[] payload) {
    return send(TraceMessages.checkIn(group, slug, environment, payload, retentionDays.getAsInt()));
  }

  /** Writes a span that belongs to no transaction. */
  public Future<Void> span(ItemGroup group, Json.Obj span) {
    return send(TraceMessages.span(group, span, retentionDays.getAsInt()));
  }

  /** Writes a log. */
  public Future<Void> log(ItemGroup group, Json.Obj log) {
    return send(TraceMessages.log(group, log, retentionDays.getAsInt()));
  }

  /** Writes a segment of a replay, its event once more by itself, as Relay does. */
  public Future<Void> replay(ItemGroup group, String replay, Segment segment) {
    int days = retentionDays.getAsInt();
    Future<Void> whole = send(TraceMessages.recording(group, replay, segment, days));
    byte[] event = segment.event();
    return event == null
        ? whole
        : Future.all(whole, send(TraceMessages.replayEvent(group, replay, event, days))).mapEmpty();
  }

  /** Writes a chunk of a continuous profile. */
  public Future<Void> profileChunk(ItemGroup group, byte[] payload) {
    return send(TraceMessages.profileChunk(group, payload, retentionDays.getAsInt()));
  }

  /** Writes a count of sessions. */
  public Future<Void> sessions(ItemGroup group, SessionMetric metric) {
    return send(TraceMessages.metric(group, metric, retentionDays.getAsInt()));
  }

  /**
   * Writes events with their files and profiles, files that come apart, and reports; waits.
   *
   * @throws RuntimeException when not all of it is durable
   */
  public void events(
      List<EventToSave> events, List<AttachmentToSave> files, List<ReportToSave> reports) {
    List<Future<Void>> sent = new ArrayList<>();
    try {
      for (EventToSave event : events) {
        List<PackedMap> descriptors = new ArrayList<>();
        for (AttachmentToSave file : event.attachments()) {
          descriptors.add(chunked(file));
        }
        sent.add(send(EventMessages.event(event, descriptors)));
        for (AttachmentToSave profile : event.profiles()) {
          sent.add(profile(event, profile));
        }
      }
      for (AttachmentToSave file : files) {
        sent.add(send(EventMessages.standalone(file, chunked(file))));
      }
      reports.forEach(report -> sent.add(send(EventMessages.report(report))));
    } catch (IOException away) {
      throw new Fault(Fault.Code.UNAVAILABLE, "The blob store does not answer.", away);
    }
    Future.all(sent).await();
  }

  /** Writes a file in pieces, one after the other, and tells how to refer to it. */
  private PackedMap chunked(AttachmentToSave file) throws IOException {
    String id = UUID.randomUUID().toString();
    int index = 0;
    try (InputStream content = StoredContent.open(blobs, file.content(), file.blobId())) {
      for (byte[] part = content.readNBytes(CHUNK);
          part.length > 0;
          part = content.readNBytes(CHUNK)) {
        send(EventMessages.chunk(file, id, index, part)).await();
        index++;
      }
    } catch (NoSuchFileException gone) {
      LOG.warn("a file of {} is gone", file.event());
    }
    return EventMessages.descriptor(file, id, index);
  }

  private Future<Void> profile(EventToSave event, AttachmentToSave profile) throws IOException {
    try (InputStream content = StoredContent.open(blobs, profile.content(), profile.blobId())) {
      return JsonText.parse(content.readAllBytes()) instanceof Json.Obj object
          ? send(EventMessages.profile(event, object, retentionDays.getAsInt()))
          : Future.succeededFuture();
    } catch (NoSuchFileException | JsonText.Malformed gone) {
      LOG.warn("the profile of {} is gone", event.id());
      return Future.succeededFuture();
    }
  }

  private Future<Void> send(RelayRecord message) {
    byte[] key = message.key();
    KafkaProducerRecord<Buffer, Buffer> produced =
        KafkaProducerRecord.create(
            target.prefix() + message.topic().label(),
            key == null ? null : Buffer.buffer(key),
            Buffer.buffer(message.value()));
    message.headers().forEach((name, value) -> produced.addHeader(KafkaHeader.header(name, value)));
    return prepared
        .future()
        .compose(there -> producer.send(produced))
        .onSuccess(done -> count(message, "written"))
        .<Void>mapEmpty()
        .recover(failure -> failed(message, failure));
  }

  /**
   * What no broker takes holds up nothing: where it is stored here it is left out, else it becomes
   * a dead letter. For any other reason it is tried again.
   */
  private Future<Void> failed(RelayRecord message, Throwable failure) {
    String topic = message.topic().label();
    if (!(failure instanceof RecordTooLargeException)) {
      return Future.failedFuture(
          new Fault(
              Fault.Code.UNAVAILABLE, "Kafka does not take what is for " + topic + ".", failure));
    }
    count(message, "too_large");
    String sentence = "%d bytes are more than %s takes.".formatted(message.value().length, topic);
    if (isInstead()) {
      return Future.failedFuture(new Fault(Fault.Code.UNPROCESSABLE, sentence));
    }
    LOG.error("not written for a Relay's readers: {}", sentence);
    return Future.succeededFuture();
  }

  private void count(RelayRecord message, String result) {
    telemetry
        .counter(Metric.RELAY_WRITTEN, "topic", message.topic().label(), "result", result)
        .increment();
  }

  /** Ends the connection; waits. */
  public void close() {
    closing.countDown();
    try {
      producer.close().await();
    } catch (Exception brokerAway) {
      LOG.warn("Kafka was not left cleanly: {}", brokerAway.toString());
    }
  }
}
