package dev.vedette.ingest;

import java.io.IOException;
import java.io.InputStream;

/** Reads decoded request bodies and turns broken ones into the errors SDKs know. */
final class Body {

  private Body() {}

  /** Work on a decoded body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream in) throws IOException, IngestError;
  }

  /** Opens the body of a request and reads it, up to a limit of decoded bytes. */
  static <T> T read(IngestRequest request, long limit, Reader<T> reader) throws IngestError {
    String encoding = request.header("content-encoding");
    if (!ContentEncoding.isSupported(encoding)) {
      throw new IngestError(415, "unsupported content encoding");
    }
    String length = request.header("content-length");
    boolean plain = encoding == null || encoding.isBlank() || encoding.equals("identity");
    if (plain && length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > limit) {
      throw IngestError.tooLarge();
    }
    try (InputStream in = ContentEncoding.open(encoding, request.body(), limit)) {
      return reader.read(in);
    } catch (ContentEncoding.TooLong tooLong) {
      throw IngestError.tooLarge();
    } catch (IOException broken) {
      throw IngestError.undecodable();
    }
  }

  /** Reads the whole body into memory. */
  static byte[] readAll(IngestRequest request, long limit) throws IngestError {
    return read(request, limit, InputStream::readAllBytes);
  }
}
