package dev.vedette.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Compresses and unpacks by Zstandard with contexts that are used again: making one takes about as
 * long as a small text does. Safe for use by several threads.
 */
public final class Compressor {

  private final Queue<Context> idle = new ConcurrentLinkedQueue<>();
  private final Queue<ZstdDecompressCtx> idleReaders = new ConcurrentLinkedQueue<>();
  private final int level;

  /** A context of the library and room for what it writes. */
  private static final class Context {
    final ZstdCompressCtx library;
    byte[] out = new byte[0];

    Context(int level) {
      library = new ZstdCompressCtx().setLevel(level).setContentSize(true);
    }
  }

  /** A compressor of the given Zstandard level. */
  public Compressor(int level) {
    this.level = level;
  }

  /** One frame that tells its content's size. */
  public byte[] compress(byte[] content) {
    return compress(content, content.length, 0);
  }

  /**
   * One frame that tells its content's size, after room for a prefix.
   *
   * @param length bytes of the content, from its beginning
   * @param prefix bytes left free in front of the frame
   */
  public byte[] compress(byte[] content, int length, int prefix) {
    Context known = idle.poll();
    Context context = known == null ? new Context(level) : known;
    try {
      int bound = prefix + (int) Zstd.compressBound(length);
      if (context.out.length < bound) {
        context.out = new byte[bound];
      }
      int written =
          context.library.compressByteArray(
              context.out, prefix, context.out.length - prefix, content, 0, length);
      return Arrays.copyOf(context.out, prefix + written);
    } finally {
      idle.add(context);
    }
  }

  /**
   * The content of a frame that tells its size.
   *
   * @param from where the frame begins; it ends where the bytes do
   * @throws IllegalStateException when it is damaged
   */
  public byte[] unpack(byte[] packed, int from) {
    int length = packed.length - from;
    long size = Zstd.getFrameContentSize(packed, from, length);
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new IllegalStateException("no frame of Zstandard that tells its size");
    }
    ZstdDecompressCtx known = idleReaders.poll();
    ZstdDecompressCtx context = known == null ? new ZstdDecompressCtx() : known;
    try {
      byte[] content = new byte[(int) size];
      int written = context.decompressByteArray(content, 0, content.length, packed, from, length);
      if (written != size) {
        throw new IllegalStateException("a frame of Zstandard ends too early");
      }
      return content;
    } catch (ZstdException damaged) {
      throw new IllegalStateException("a damaged frame: " + damaged.getMessage(), damaged);
    } finally {
      idleReaders.add(context);
    }
  }
}
