package dev.vedette.ingest;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream for a virtual thread. A short one is received whole before it
 * is read, so that its reader never waits; of a longer one at most a few chunks are in memory: the
 * next is asked for when one has been read.
 */
final class RequestBody extends InputStream {

  private static final int CHUNKS_AHEAD = 8;
  private static final int SHORT_BYTES = 64 << 10;
  private static final int LONGEST_LENGTH = 10;
  private static final long NONE = -1;
  private static final long IDLE_SECONDS = 30;

  /** How long a body may take besides the time that its bytes take. */
  private static final long PATIENCE_SECONDS = 60;

  private static final long LEAST_BYTES_PER_SECOND = 1024;
  private static final Buffer END = Buffer.buffer(0);

  private final HttpServerRequest request;
  private final Context context;
  private final BlockingQueue<Buffer> chunks = new LinkedBlockingQueue<>();
  private final long began = System.nanoTime();
  private long arrived;
  private Buffer current = Buffer.buffer();
  private int position;
  private boolean ended;
  private volatile boolean failed;
  private volatile boolean received;

  private RequestBody(HttpServerRequest request, Context context) {
    this.request = request;
    this.context = context;
  }

  /**
   * Receives the body; to be called on the event loop of the request.
   *
   * @param reader is called there when it is time to read
   */
  static void receive(HttpServerRequest request, Context context, Consumer<RequestBody> reader) {
    RequestBody body = new RequestBody(request, context);
    boolean whole = isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    request.pause();
    request.handler(chunk -> {
      if (chunk.length() > 0) {
        body.chunks.add(chunk);
      }
    });
    AtomicLong deadline = new AtomicLong(NONE);
    Runnable end =
        () -> {
          boolean first = !body.received;
          context.owner().cancelTimer(deadline.getAndSet(NONE));
          body.received = true;
          body.chunks.add(END);
          if (whole && first) {
            reader.accept(body);
          }
        };
    request.endHandler(unused -> end.run());
    request.exceptionHandler(broken -> {
      body.failed = true;
      end.run();
    });
    if (whole) {
      deadline.set(
          context
              .owner()
              .setTimer(
                  TimeUnit.SECONDS.toMillis(IDLE_SECONDS),
                  late -> {
                    body.failed = true;
                    end.run();
                  }));
      request.resume();
    } else {
      reader.accept(body);
      request.fetch(CHUNKS_AHEAD);
    }
  }

  /**
   * Bytes that are held before anybody reads: short bodies are received first. 0 for those that are
   * read as they come.
   */
  static long heldBefore(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return isShort(length) ? Long.parseLong(length) : 0;
  }

  private static boolean isShort(@Nullable String length) {
    return length != null
        && !length.isEmpty()
        && length.length() < LONGEST_LENGTH
        && length.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        && Integer.parseInt(length) <= SHORT_BYTES;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended && position == current.length()) {
      next();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    current.getBytes(position, position + count, target, offset);
    position += count;
    return count;
  }

  private void next() throws IOException {
    try {
      Buffer chunk = chunks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
      if (chunk == null || failed || isTooSlow(chunk)) {
        ended = true;
        throw new IOException("the request body did not arrive");
      }
      ended = chunk == END;
      current = chunk;
      position = 0;
      if (!received) {
        context.runOnContext(unused -> fetch());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** A client that sends a few bytes now and then would hold its place for ever. */
  private boolean isTooSlow(Buffer chunk) {
    arrived += chunk.length();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    return seconds > PATIENCE_SECONDS + arrived / LEAST_BYTES_PER_SECOND;
  }

  private void fetch() {
    // a request over HTTP/2 refuses demand after its end
    if (!request.isEnded()) {
      request.fetch(1);
    }
  }

  @Override
  public int available() {
    return current.length() - position;
  }

  /** Whether the whole body has been received. */
  boolean isComplete() {
    return received && !failed;
  }
}
