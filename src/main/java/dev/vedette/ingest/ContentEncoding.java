package dev.vedette.ingest;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** Opens request bodies by their {@code Content-Encoding} (spec 01 §6.3). */
final class ContentEncoding {

  /** Bounds the window, and with it the memory, that a zstd frame may ask for: 8 MiB. */
  private static final int ZSTD_WINDOW_LOG = 23;

  private ContentEncoding() {}

  /** Whether the header names an encoding that can be opened. */
  static boolean isSupported(@Nullable String header) {
    return switch (name(header)) {
      case "", "identity", "gzip", "x-gzip", "deflate", "br", "zstd" -> true;
      default -> false;
    };
  }

  private static String name(@Nullable String header) {
    return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * A stream of the decoded bytes. Reading throws {@link IOException} where the data is broken and
   * {@link TooLong} beyond the limit.
   */
  static InputStream open(@Nullable String header, InputStream body, long limit)
      throws IOException, IngestError {
    InputStream decoded =
        switch (name(header)) {
          case "", "identity" -> body;
          case "gzip", "x-gzip" ->
              new GzipCompressorInputStream(new BufferedInputStream(body), true);
          case "deflate" -> inflate(body);
          case "br" -> new Brotli(body);
          case "zstd" -> zstd(body);
          default -> throw new IngestError(415, "unsupported content encoding");
        };
    return new BufferedInputStream(new Limited(decoded, limit));
  }

  /** A stream that fails with {@link TooLong} when it gives more than its limit. */
  static InputStream limited(InputStream in, long limit) {
    return new Limited(in, limit);
  }

  private static InputStream zstd(InputStream body) throws IOException {
    return new ZstdInputStreamNoFinalizer(body).setLongMax(ZSTD_WINDOW_LOG);
  }

  private static InputStream inflate(InputStream body) throws IOException {
    PushbackInputStream in = new PushbackInputStream(body, 2);
    byte[] head = in.readNBytes(2);
    in.unread(head);
    boolean zlib =
        head.length == 2
            && (head[0] & 0x0f) == 8
            && (((head[0] & 0xff) << 8) | (head[1] & 0xff)) % 31 == 0;
    Inflater inflater = new Inflater(!zlib);
    return new InflaterInputStream(in, inflater) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  /** Its decoder reports some corruptions as illegal states. */
  private static final class Brotli extends FilterInputStream {
    Brotli(InputStream body) throws IOException {
      super(new BrotliInputStream(body));
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IllegalStateException corrupt) {
        throw new IOException(corrupt);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IllegalStateException corrupt) {
        throw new IOException(corrupt);
      }
    }
  }

  /** The decoded body is longer than its limit. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Counts what is read and stops beyond the limit. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long remaining;

    Limited(InputStream in, long limit) {
      this.in = in;
      this.remaining = limit;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      if (next >= 0) {
        count(1);
      }
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    private void count(int bytes) throws IOException {
      remaining -= bytes;
      if (remaining < 0) {
        throw new TooLong();
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
