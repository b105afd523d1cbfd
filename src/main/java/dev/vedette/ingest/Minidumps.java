package dev.vedette.ingest;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.vedette.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Recognises minidumps and opens the containers they may come in (spec 01 §12.1). */
final class Minidumps {

  /** Bounds the memory an xz container may ask for: 65 MiB, in KiB. */
  private static final int XZ_MEMORY_KIB = 65 * 1024;

  private static final int ZSTD_WINDOW_LOG = 23;

  /** Header of our own: Unix seconds at which a dump was written. */
  static final String TIME_HEADER = "dump_time";

  private static final int HEADER_BYTES = 32;
  private static final int TIME_OFFSET = 20;

  private Minidumps() {}

  static boolean isMagic(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.equals("MDMP") || text.equals("PMDM");
  }

  /**
   * The dump inside of a gzip, xz, bzip2 or zstd container, or the stream itself. Reading fails
   * with {@link ContentEncoding.TooLong} beyond the limit. To be closed: containers hold native
   * memory.
   */
  static InputStream unwrap(InputStream raw, long limit) throws IOException, IngestError {
    byte[] head = raw.readNBytes(6);
    InputStream whole =
        new BufferedInputStream(new SequenceInputStream(new ByteArrayInputStream(head), raw));
    InputStream opened = opened(head, whole);
    return ContentEncoding.limited(opened == whole ? whole : new Container(opened), limit);
  }

  /** A container that cannot be read to its end. */
  static final class BrokenContainer extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContainer(IOException cause) {
      super("broken container", cause);
    }
  }

  /** Whatever its library says of a container that is broken or ends early, it says so. */
  private static final class Container extends FilterInputStream {

    Container(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (ContentEncoding.TooLong tooLong) {
        throw tooLong;
      } catch (IOException broken) {
        throw new BrokenContainer(broken);
      }
    }
  }

  private static InputStream opened(byte[] head, InputStream whole) throws IngestError {
    try {
      if (startsWith(head, 0x1f, 0x8b)) {
        return new GzipCompressorInputStream(whole);
      }
      if (startsWith(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) {
        return new XZInputStream(whole, XZ_MEMORY_KIB);
      }
      if (startsWith(head, 0x42, 0x5a, 0x68)) {
        return new BZip2CompressorInputStream(whole);
      }
      if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) {
        return new ZstdInputStreamNoFinalizer(whole).setLongMax(ZSTD_WINDOW_LOG);
      }
    } catch (IOException broken) {
      throw IngestError.badContainer();
    }
    return whole;
  }

  /**
   * The headers of an attachment with the time at which the dump was written, where its start tells
   * one: dumps lie where the pipeline does not read them.
   */
  static Json.Obj withTime(Json.Obj headers, byte[] start) {
    boolean dump =
        "event.minidump".equals(headers.string("attachment_type"))
            && start.length >= HEADER_BYTES
            && isMagic(Arrays.copyOf(start, 4));
    if (!dump) {
      return headers.without(TIME_HEADER);
    }
    long seconds =
        Integer.toUnsignedLong(
            ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(TIME_OFFSET));
    return headers.with(TIME_HEADER, Json.of(seconds));
  }

  private static boolean startsWith(byte[] head, int... magic) {
    byte[] expected = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      expected[i] = (byte) magic[i];
    }
    return head.length >= magic.length
        && Arrays.equals(Arrays.copyOf(head, magic.length), expected);
  }

  static String plainName(String fileName) {
    return fileName.replaceAll("\\.(gz|xz|bz2|zst)$", "");
  }
}
