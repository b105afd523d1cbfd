package dev.vedette.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Compresses by Zstandard with contexts that are used again: making one takes longer than
 * compressing a small text. Safe for use by several threads.
 */
public final class Compressor {

  private final Queue<Context> idle = new ConcurrentLinkedQueue<>();
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
}
