package dev.vedette.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
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
  private static final String CODEC = "by-reference";

  private final EventBus events;

  private Bus(EventBus events) {
    this.events = events;
  }

  /** The bus of a Vert.x instance; to be called once for it. */
  public static Bus of(Vertx vertx) {
    EventBus events = vertx.eventBus();
    events.registerCodec(new ByReference());
    return new Bus(events);
  }

  /** Asks; fails with a {@link Fault}, after 30 s with {@link Fault.Code#TIMED_OUT}. */
  public <R> Future<R> request(Request<R> request) {
    return events
        .<R>request(address(request.getClass()), request, options(DEADLINE))
        .map(Message::body)
        .recover(failure -> Future.failedFuture(fault(failure)));
  }

  /**
   * Answers requests of one type. Each is handled on a virtual thread of its own, where it may
   * wait: a slow request holds up no other. Handlers are used by several threads.
   */
  public <R, Q extends Request<R>> void serve(Class<Q> type, Function<Q, R> handler) {
    var unused =
        events.<Q>consumer(
            address(type),
            message -> {
              var started =
                  Thread.ofVirtual()
                      .name(type.getSimpleName())
                      .start(() -> answer(message, handler));
            });
  }

  private static <R, Q> void answer(Message<Q> message, Function<Q, R> handler) {
    try {
      message.reply(handler.apply(message.body()), options(DEADLINE));
    } catch (RuntimeException | StackOverflowError failure) {
      Fault fault = fault(failure);
      message.fail(fault.code().status(), fault.wire());
    }
  }

  /** Tells all listeners on all nodes. */
  public void announce(Announcement announcement) {
    events.publish(address(announcement.getClass()), announcement, options(DEADLINE));
  }

  /** Listens to announcements of one type; the result ends the listening. */
  public <A extends Announcement> Runnable listen(Class<A> type, Consumer<A> listener) {
    var consumer = events.<A>consumer(address(type), message -> listener.accept(message.body()));
    return consumer::unregister;
  }

  private static DeliveryOptions options(Duration deadline) {
    return new DeliveryOptions().setCodecName(CODEC).setSendTimeout(deadline.toMillis());
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
      default -> {
        LOG.error("request failed", failure);
        yield new Fault(Fault.Code.INTERNAL, "Internal Error", failure);
      }
    };
  }

  /** Passes messages by reference; a standalone node has no wire. */
  private static final class ByReference implements MessageCodec<Object, Object> {

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
      throw new IllegalStateException("a standalone node has no wire");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
      throw new IllegalStateException("a standalone node has no wire");
    }

    @Override
    public Object transform(Object message) {
      return message;
    }

    @Override
    public String name() {
      return CODEC;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
