package dev.vedette.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where commands print. */
final class Output {

  private Output() {}

  static PrintWriter of(@Nullable CommandSpec spec) {
    return spec == null ? new PrintWriter(System.out, true) : spec.commandLine().getOut();
  }

  /** A line about how far a long command is; it goes to the errors, beside the result. */
  static void progress(@Nullable CommandSpec spec, String line) {
    PrintWriter errors =
        spec == null ? new PrintWriter(System.err, true) : spec.commandLine().getErr();
    errors.println(line);
    errors.flush();
  }
}
