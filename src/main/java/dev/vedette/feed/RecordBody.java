package dev.vedette.feed;

import com.github.luben.zstd.Zstd;
import dev.vedette.store.Compressor;
import java.util.Arrays;

/**
 * How a record lies in the table: one byte that tells the form, then the body, compressed when
 * large.
 */
final class RecordBody {

  private static final byte PLAIN = 0;
  private static final byte ZSTD = 1;
  private static final int COMPRESS_ABOVE = 512;

  private RecordBody() {}

  static byte[] pack(byte[] body, Compressor compressor) {
    if (body.length <= COMPRESS_ABOVE) {
      return plain(body);
    }
    byte[] stored = compressor.compress(body, body.length, 1);
    stored[0] = ZSTD;
    return stored;
  }

  /** A body that must stay legible in the table. */
  static byte[] plain(byte[] body) {
    byte[] stored = new byte[body.length + 1];
    stored[0] = PLAIN;
    System.arraycopy(body, 0, stored, 1, body.length);
    return stored;
  }

  /** Bytes of the body when it is unpacked. */
  static long size(byte[] stored) {
    return stored[0] == PLAIN
        ? stored.length - 1L
        : Zstd.getFrameContentSize(stored, 1, stored.length - 1);
  }

  static byte[] unpack(byte[] stored, Compressor compressor) {
    return stored[0] == PLAIN
        ? Arrays.copyOfRange(stored, 1, stored.length)
        : compressor.unpack(stored, 1);
  }
}
