package dev.vedette.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/**
 * Reads the crash container of the Unreal Engine (spec 01 §12.2): zlib over a header and files,
 * each with its number, its name and its bytes. Newer engines begin with {@code CR1} and the
 * header; older ones have the header in front or behind the files. Numbers are little-endian.
 */
final class UnrealContainer {

  private static final byte[] MAGIC = "CR1".getBytes(StandardCharsets.US_ASCII);

  /** Names are written with this many bytes at least, which tells a header from a file. */
  private static final int NAME_BYTES = 260;

  private static final int LONGEST_NAME = 4096;
  private static final int MOST_FILES = 100;

  private UnrealContainer() {}

  /** Takes the files in their order. */
  @FunctionalInterface
  interface Files {
    /** A file; the content ends with it. */
    void file(String name, long size, InputStream content) throws IOException;
  }

  /**
   * Reads all files of a container.
   *
   * @param limit most bytes of all files together
   * @throws IOException when it is no container, or longer
   */
  static void read(InputStream packed, long limit, Files files) throws IOException {
    PushbackInputStream in =
        new PushbackInputStream(new Bounded(new InflaterInputStream(packed), limit), Integer.BYTES);
    byte[] start = in.readNBytes(MAGIC.length);
    boolean newer = Arrays.equals(start, MAGIC);
    if (!newer) {
      in.unread(start);
    }
    int index = newer || startsWithHeader(in) ? header(in) : MOST_FILES;
    for (int number = 0; number < Math.min(index, MOST_FILES); number++) {
      byte[] next = in.readNBytes(Integer.BYTES);
      if (next.length == 0 || integer(next) != number) {
        break;
      }
      file(in, files);
    }
  }

  private static boolean startsWithHeader(PushbackInputStream in) throws IOException {
    byte[] next = in.readNBytes(Integer.BYTES);
    in.unread(next);
    return next.length == Integer.BYTES && integer(next) >= NAME_BYTES;
  }

  /** The names of folder and container, the size of all, and how many files there are. */
  private static int header(InputStream in) throws IOException {
    name(in);
    name(in);
    integer(in);
    return integer(in);
  }

  private static void file(InputStream in, Files files) throws IOException {
    String name = name(in);
    int size = integer(in);
    if (size < 0) {
      throw new IOException("a file of negative size");
    }
    Part content = new Part(in, size);
    files.file(name, size, content);
    content.skipRest();
  }

  private static String name(InputStream in) throws IOException {
    int length = integer(in);
    if (length < 0 || length > LONGEST_NAME) {
      throw new IOException("a name of %d bytes".formatted(length));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int i = 0; i < length && bytes[i] != 0; i++) {
      name.write(bytes[i]);
    }
    return name.toString(StandardCharsets.ISO_8859_1);
  }

  private static int integer(InputStream in) throws IOException {
    return integer(in.readNBytes(Integer.BYTES));
  }

  private static int integer(byte[] bytes) throws IOException {
    if (bytes.length < Integer.BYTES) {
      throw new EOFException();
    }
    return bytes[0] & 0xff
        | (bytes[1] & 0xff) << 8
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 24;
  }

  /** Fails beyond a limit, whatever a container expands to. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long limit) {
      super(in);
      this.left = limit;
    }

    private int counted(int read) throws IOException {
      left -= Math.max(0, read);
      if (left < 0) {
        throw new IOException("too long");
      }
      return read;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      counted(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return counted(super.read(bytes, offset, length));
    }
  }

  /** The bytes of one file. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private int left;

    Part(InputStream in, int size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, Math.min(length, left));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
      return read;
    }

    void skipRest() throws IOException {
      in.skipNBytes(left);
      left = 0;
    }
  }
}
