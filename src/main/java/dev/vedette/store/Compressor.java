package dev.vedette.store;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Compresses by Zstandard with contexts that are used again: making one takes longer than
 * compressing a small text. Safe for use by several threads.
 */
public final class Compressor {

  private final Queue<ZstdCompressCtx> idle = new ConcurrentLinkedQueue<>();
  private final int level;

  /** A compressor of the given Zstandard level. */
  public Compressor(int level) {
    this.level = level;
  }

  /** One frame that tells its content's size. */
  public byte[] compress(byte[] content) {
    ZstdCompressCtx known = idle.poll();
    ZstdCompressCtx context =
        known == null ? new ZstdCompressCtx().setLevel(level).setContentSize(true) : known;
    try {
      return context.compress(content);
    } finally {
      idle.add(context);
    }
  }
}
