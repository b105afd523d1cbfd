package dev.vedette.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd of the state of the process where {@code NOTIFY_SOCKET} is set (spec 10 §12). The
 * protocol wants a datagram on a Unix socket, which Java does not offer, hence the C library.
 */
public final class ServiceManager {

  private static final Logger LOG = LogManager.getLogger(ServiceManager.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int PATH_OFFSET = 2;
  private static final int MAX_PATH = 108;

  private final @Nullable String socket;

  /** A manager as the environment names it; without one nothing is told. */
  public ServiceManager(Map<String, String> environment) {
    String named = environment.getOrDefault("NOTIFY_SOCKET", "");
    this.socket =
        named.isEmpty() || named.getBytes(StandardCharsets.UTF_8).length >= MAX_PATH ? null : named;
  }

  /** The server accepts requests. */
  public void ready() {
    tell("READY=1");
  }

  /** Settings are being read again; {@link #ready} ends it. */
  public void reloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /** The server stops. */
  public void stopping() {
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (socket == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      send(arena, socket, state);
    } catch (Throwable unusable) {
      LOG.warn("the service manager at {} cannot be told: {}", socket, unusable.toString());
    }
  }

  private static void send(Arena arena, String socket, String state) throws Throwable {
    MethodHandle open = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    MethodHandle sendTo =
        function("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT));
    MethodHandle close = function("close", FunctionDescriptor.of(INT, INT));
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(PATH_OFFSET + MAX_PATH);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    // a leading @ stands for the null byte of the abstract namespace
    path[0] = path[0] == '@' ? 0 : path[0];
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
    MemorySegment text =
        arena.allocateFrom(ValueLayout.JAVA_BYTE, state.getBytes(StandardCharsets.UTF_8));
    int descriptor = (int) open.invokeExact(AF_UNIX, SOCK_DGRAM, 0);
    long sent =
        (long)
            sendTo.invokeExact(
                descriptor, text, text.byteSize(), 0, address, PATH_OFFSET + path.length);
    int closed = (int) close.invokeExact(descriptor);
    if (sent < 0 || closed < 0) {
      LOG.warn("the service manager at {} does not listen", socket);
    }
  }

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final java.lang.foreign.AddressLayout POINTER = ValueLayout.ADDRESS;

  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }
}
