package dev.vedette.bus;

import com.fasterxml.jackson.databind.JavaType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Typed access to the event bus. The address of a message is the name of its class; inside a node
 * messages pass by reference and must be immutable.
 */
public final class Bus {

  private static final Logger LOG = LogManager.getLogger(Bus.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final EventBus events;
  private final WireFormat format;

  /** Number of handlers on this node by address. */
  private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();

  private Bus(EventBus events, WireFormat format) {
    this.events = events;
    this.format = format;
  }

  /** The bus of a Vert.x instance, clustered or not; to be called once for it. */
  public static Bus of(Vertx vertx) {
    EventBus events = vertx.eventBus();
    WireFormat format = new WireFormat();
    events.registerCodec(new ParcelCodec(format));
    return new Bus(events, format);
  }

  /**
   * Asks, on this node if it has a handler, else on another; fails with a {@link Fault}, after 30 s
   * with {@link Fault.Code#TIMED_OUT}.
   */
  @SuppressWarnings("unchecked") // the type of the reply is the request's own
  public <R> Future<R> request(Request<R> request) {
    Class<?> type = request.getClass();
    String address = address(type);
    AtomicInteger here = served.get(address);
    DeliveryOptions options = options().setLocalOnly(here != null && here.get() > 0);
    return events
        .<Parcel>request(address, new Parcel(format.type(type), request), options)
        .map(reply -> (R) reply.body().content())
        .recover(failure -> Future.failedFuture(fault(failure)));
  }

  /**
   * Answers requests of one type. Each is handled on a virtual thread of its own, where it may
   * wait: a slow request holds up no other. Handlers are used by several threads.
   */
  public <R, Q extends Request<R>> void serve(Class<Q> type, Function<Q, R> handler) {
    String address = address(type);
    JavaType reply = format.replyType(type);
    served.computeIfAbsent(address, unused -> new AtomicInteger()).incrementAndGet();
    var unused =
        events.<Parcel>consumer(
            address,
            message -> {
              var started =
                  Thread.ofVirtual()
                      .name(type.getSimpleName())
                      .start(() -> answer(message, type, reply, handler));
            });
  }

  private static <R, Q> void answer(
      Message<Parcel> message, Class<Q> type, JavaType reply, Function<Q, R> handler) {
    try {
      R result = handler.apply(type.cast(message.body().content()));
      message.reply(new Parcel(reply, result), options());
    } catch (Exception | StackOverflowError failure) {
      Fault fault = fault(failure);
      message.fail(fault.code().status(), fault.wire());
    }
  }

  /** Tells all listeners on all nodes. */
  public void announce(Announcement announcement) {
    Class<?> type = announcement.getClass();
    events.publish(address(type), new Parcel(format.type(type), announcement), options());
  }

  /** Listens to announcements of one type; the result ends the listening. */
  public <A extends Announcement> Runnable listen(Class<A> type, Consumer<A> listener) {
    var consumer =
        events.<Parcel>consumer(
            address(type), message -> listener.accept(type.cast(message.body().content())));
    return consumer::unregister;
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(ParcelCodec.NAME).setSendTimeout(DEADLINE.toMillis());
  }

  private static String address(Class<?> type) {
    return type.getName();
  }

  private static Fault fault(Throwable failure) {
    return switch (failure) {
      case Fault fault -> fault;
      case ReplyException reply when reply.failureType() == ReplyFailure.NO_HANDLERS ->
          new Fault(Fault.Code.UNAVAILABLE, "The service is not available.");
      case ReplyException reply when reply.failureType() == ReplyFailure.TIMEOUT ->
          new Fault(Fault.Code.TIMED_OUT, "The service did not answer in time.");
      case ReplyException reply ->
          Fault.ofWire(reply.failureCode(), String.valueOf(reply.getMessage()));
      case Exception lost when !(lost instanceof RuntimeException) -> {
        // of a connection or a file, thrown undeclared by an await
        LOG.warn("request failed: {}", lost.toString());
        yield new Fault(Fault.Code.UNAVAILABLE, "The service is not available.", lost);
      }
      default -> {
        LOG.error("request failed", failure);
        yield new Fault(Fault.Code.INTERNAL, "Internal Error", failure);
      }
    };
  }
}
