package dev.vedette.cli;

import java.io.Console;
import java.util.Locale;

/** Questions that are answered with yes or no. */
final class Confirmation {

  private Confirmation() {}

  /**
   * Goes on only after a yes at the terminal.
   *
   * @param otherwise what a script does that has no terminal, e.g. {@code pass --no-input}
   * @throws CommandFailure unless the answer is yes
   */
  static void require(String question, String otherwise) {
    if (System.console() == null) {
      throw new CommandFailure(
          "Aborted! There is no terminal to ask \"%s\" at; %s.".formatted(question, otherwise));
    }
    if (!ask(question)) {
      throw new CommandFailure("Aborted!");
    }
  }

  /** Whether the answer at the terminal is yes; without a terminal it is no. */
  static boolean ask(String question) {
    Console console = System.console();
    String answer = console == null ? null : console.readLine("%s [y/N]: ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
