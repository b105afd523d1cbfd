package dev.vedette.cli;

import java.util.ArrayList;
import java.util.List;

/** Options that may stand before the command as well as behind it (spec 10 §10). */
final class GlobalOptions {

  private static final List<String> WITH_VALUE =
      List.of("--config", "--data", "--loglevel", "--logformat", "-l", "-D");

  private GlobalOptions() {}

  /** The arguments with the options in front of the command moved to the end. */
  static String[] behindCommand(String... arguments) {
    List<String> moved = new ArrayList<>();
    int at = 0;
    while (at < arguments.length && isGlobal(arguments[at])) {
      boolean apart = WITH_VALUE.contains(arguments[at]) && at + 1 < arguments.length;
      moved.add(arguments[at++]);
      if (apart) {
        moved.add(arguments[at++]);
      }
    }
    List<String> all = new ArrayList<>(List.of(arguments).subList(at, arguments.length));
    // what comes behind "--" is no option
    int end = all.indexOf("--");
    all.addAll(end < 0 ? all.size() : end, moved);
    return all.toArray(String[]::new);
  }

  private static boolean isGlobal(String argument) {
    return argument.startsWith("-D")
        || WITH_VALUE.stream()
            .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "="));
  }
}
