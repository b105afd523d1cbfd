package dev.vedette.node;

/** A start that failed: which step, why in one sentence, and the exit code (spec 10 §2). */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Exit code of a configuration that cannot be used. */
  public static final int CONFIGURATION = 78;

  /** Exit code when a service is unreachable. */
  public static final int UNAVAILABLE = 69;

  private final int exitCode;
  private final String sentence;

  /** A failure in a step. */
  public StartFailure(int exitCode, String step, String sentence) {
    super("Cannot start: %s: %s".formatted(step, sentence), null, false, false);
    this.exitCode = exitCode;
    this.sentence = sentence;
  }

  /** Why, without the step. */
  public String sentence() {
    return sentence;
  }

  /** The exit code of the process. */
  public int exitCode() {
    return exitCode;
  }
}
