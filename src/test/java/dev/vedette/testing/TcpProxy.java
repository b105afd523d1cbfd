package dev.vedette.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A way between two programs that a test can cut and mend. */
public final class TcpProxy implements AutoCloseable {

  private final InetSocketAddress target;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket listener;

  private TcpProxy(int port, InetSocketAddress target) {
    this.port = port;
    this.target = target;
  }

  /** A way that is not there yet. */
  public static TcpProxy to(String host, int port) throws IOException {
    return new TcpProxy(RunningNode.freePort(), new InetSocketAddress(host, port));
  }

  public int port() {
    return port;
  }

  /** Opens the way. */
  public synchronized void open() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = socket;
    Thread.ofVirtual().start(() -> accept(socket));
  }

  /** Cuts the way, and what goes over it. */
  public synchronized void cut() throws IOException {
    ServerSocket socket = listener;
    if (socket != null) {
      socket.close();
      listener = null;
    }
    for (Socket one : open) {
      one.close();
    }
    open.clear();
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket from = socket.accept();
        Thread.ofVirtual().start(() -> connect(socket, from));
      } catch (IOException cut) {
        // the next connection may do better
      }
    }
  }

  private void connect(ServerSocket way, Socket from) {
    Socket to = new Socket();
    if (!isTaken(way, from, to)) {
      closeBoth(from, to);
      return;
    }
    try {
      to.connect(target, 2000);
      Thread.ofVirtual().start(() -> copy(from, to));
      copy(to, from);
    } catch (IOException away) {
      // who comes is to see it, too
      closeBoth(from, to);
    }
  }

  /** Whether the way is still open; one that came as it was cut must not outlive the cut. */
  private synchronized boolean isTaken(ServerSocket way, Socket from, Socket to) {
    if (listener != way) {
      return false;
    }
    open.add(from);
    open.add(to);
    return true;
  }

  private void closeBoth(Socket from, Socket to) {
    try (from;
        to) {
      open.remove(from);
      open.remove(to);
    } catch (IOException closed) {
      // nobody reads or writes any more
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException cut) {
      // both ends are closed
    }
    open.remove(from);
    open.remove(to);
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
