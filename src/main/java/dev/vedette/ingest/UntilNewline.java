package dev.vedette.ingest;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a stream up to the next newline, which is consumed but not given, or to its end. */
final class UntilNewline extends InputStream {

  private final InputStream in;
  private boolean ended;

  UntilNewline(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    if (ended) {
      return -1;
    }
    int next = in.read();
    if (next < 0 || next == '\n') {
      ended = true;
      return -1;
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int next = read();
      if (next < 0) {
        return count == 0 && length > 0 ? -1 : count;
      }
      target[offset + count++] = (byte) next;
    }
    return count;
  }
}
