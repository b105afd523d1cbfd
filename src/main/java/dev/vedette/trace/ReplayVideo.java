package dev.vedette.trace;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** The item of a mobile replay: a MessagePack map of three byte strings (spec 01 §20.9). */
record ReplayVideo(byte[] event, byte[] recording, byte[] video) {

  private static final int MAX_ENTRIES = 16;

  /** An item that is no such map. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("not a replay with video", null, false, false);
    }
  }

  /** Takes an item apart. */
  static ReplayVideo unpack(byte[] item) throws Malformed {
    Map<String, byte[]> parts = new HashMap<>();
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(item)) {
      int entries = in.unpackMapHeader();
      if (entries > MAX_ENTRIES) {
        throw new Malformed();
      }
      for (int i = 0; i < entries; i++) {
        String name = new String(bytes(in, item.length), java.nio.charset.StandardCharsets.UTF_8);
        parts.put(name, bytes(in, item.length));
      }
    } catch (IOException | MessagePackException malformed) {
      throw new Malformed();
    }
    return new ReplayVideo(
        part(parts.get("replay_event")),
        part(parts.get("replay_recording")),
        part(parts.get("replay_video")));
  }

  /** A text or byte string; its length is checked before room is made for it. */
  private static byte[] bytes(MessageUnpacker in, int total) throws IOException, Malformed {
    int length =
        in.getNextFormat().getValueType().isBinaryType()
            ? in.unpackBinaryHeader()
            : in.unpackRawStringHeader();
    if (length < 0 || length > total - in.getTotalReadBytes()) {
      throw new Malformed();
    }
    return in.readPayload(length);
  }

  private static byte[] part(byte @Nullable [] part) throws Malformed {
    if (part == null) {
      throw new Malformed();
    }
    return part;
  }
}
