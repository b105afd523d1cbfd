package dev.vedette.bus;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a meaning for the caller, mapped one-to-one to an HTTP status. The detail is
 * written for clients and never holds the text of an exception.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Code {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    TOO_LARGE(413),
    UNSUPPORTED(415),
    /** Data that cannot be stored; trying again cannot help. */
    UNPROCESSABLE(422),
    LIMITED(429),
    INTERNAL(500),
    UNAVAILABLE(503),
    TIMED_OUT(504);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    static Code ofStatus(int status) {
      for (Code code : values()) {
        if (code.status == status) {
          return code;
        }
      }
      return INTERNAL;
    }
  }

  private static final char SEPARATOR = '\u0000';

  private final Code code;
  private final @Nullable String field;

  /** A failure of the given kind. */
  public Fault(Code code, String detail) {
    super(detail, null, false, false);
    this.code = code;
    this.field = null;
  }

  private Fault(Code code, String detail, @Nullable String field) {
    super(detail, null, false, false);
    this.code = code;
    this.field = field;
  }

  /** A failure with a cause for the log. */
  public Fault(Code code, String detail, Throwable cause) {
    super(detail, cause, false, false);
    this.code = code;
    this.field = null;
  }

  /** The kind of failure. */
  public Code code() {
    return code;
  }

  /** What to tell the client. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** 404 for a concrete object that does not exist or may not be seen. */
  public static Fault notFound() {
    return new Fault(Code.NOT_FOUND, "The requested resource does not exist");
  }

  /** 403 for a caller without the needed rights. */
  public static Fault forbidden() {
    return new Fault(Code.FORBIDDEN, "You do not have permission to perform this action.");
  }

  /** The field of the request that breaks a rule, with dots between levels; or null. */
  public @Nullable String field() {
    return field;
  }

  /**
   * 400 for a field that breaks a rule.
   *
   * @param field its name, with dots between levels
   */
  public static Fault invalid(String field, String rule) {
    return new Fault(Code.INVALID, rule, field);
  }

  /** Field and detail as one text, for the way over the bus. */
  String wire() {
    return field == null ? detail() : field + SEPARATOR + detail();
  }

  static Fault ofWire(int status, String text) {
    int separator = text.indexOf(SEPARATOR);
    return separator < 0
        ? new Fault(Code.ofStatus(status), text)
        : new Fault(
            Code.ofStatus(status), text.substring(separator + 1), text.substring(0, separator));
  }

  /** 400 with the given text. */
  public static Fault invalid(String detail) {
    return new Fault(Code.INVALID, detail);
  }
}
