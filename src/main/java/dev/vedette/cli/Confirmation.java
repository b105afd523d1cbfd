package dev.vedette.cli;

import java.io.Console;

/** A question that is answered with yes or no; without a terminal the answer is no. */
final class Confirmation {

  private Confirmation() {}

  static boolean ask(String question) {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    String answer = console.readLine("%s [y/N]: ", question);
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
  }
}
