package dev.vedette.ingest;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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

  private Minidumps() {}

  static boolean isMagic(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.equals("MDMP") || text.equals("PMDM");
  }

  /** The dump inside of a gzip, xz, bzip2 or zstd container, or the stream itself. */
  static InputStream unwrap(InputStream raw) throws IOException, IngestError {
    byte[] head = raw.readNBytes(6);
    InputStream whole =
        new BufferedInputStream(new SequenceInputStream(new ByteArrayInputStream(head), raw));
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
      throw new IngestError(400, "invalid compression container");
    }
    return whole;
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
