package dev.vedette.cli;

/** A command that failed for a reason the user can understand, in one sentence. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String sentence) {
    super(sentence, null, false, false);
  }
}
