package dev.vedette.store;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of servers that listen on this machine only. */
public final class LoopbackPort {

  /** Below these connections take theirs, on every system: a free one stays free. */
  private static final int FIRST = 28_000;

  private static final int LAST = 32_000;
  private static final int MOST_TRIES = 1000;

  private LoopbackPort() {}

  /** A port that nobody listens on. */
  public static int free() throws IOException {
    for (int tried = 0; tried < MOST_TRIES; tried++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        return port;
      } catch (BindException taken) {
        // the next one
      }
    }
    throw new IOException("no port between %d and %d is free".formatted(FIRST, LAST));
  }
}
