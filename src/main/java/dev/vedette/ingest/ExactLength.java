package dev.vedette.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The next bytes of a stream, a given number of them. */
final class ExactLength extends InputStream {

  private final InputStream in;
  private long remaining;

  ExactLength(InputStream in, long length) {
    this.in = in;
    this.remaining = length;
  }

  /**
   * Bytes that have not been read; more than 0 after the end means that the input was too short.
   */
  long remaining() {
    return remaining;
  }

  /** Short content comes in one array of its size. */
  @Override
  public byte[] readNBytes(int most) throws IOException {
    if (remaining > most) {
      return super.readNBytes(most);
    }
    byte[] content = new byte[(int) remaining];
    int read = in.readNBytes(content, 0, content.length);
    remaining -= read;
    return read == content.length ? content : Arrays.copyOf(content, read);
  }

  @Override
  public int read() throws IOException {
    int next = remaining > 0 ? in.read() : -1;
    if (next >= 0) {
      remaining--;
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (remaining == 0) {
      return length == 0 ? 0 : -1;
    }
    int read = in.read(target, offset, (int) Math.min(length, remaining));
    if (read > 0) {
      remaining -= read;
    }
    return read;
  }
}
