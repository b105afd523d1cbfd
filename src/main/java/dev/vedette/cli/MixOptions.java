package dev.vedette.cli;

import dev.vedette.load.EventMix;
import picocli.CommandLine.Option;

/** Options that say what the events of a load are like. */
final class MixOptions {

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "18k",
      description = "JSON of an event: 3k, 18k or 44k (default ${DEFAULT-VALUE}).")
  private String size = "18k";

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "200",
      description = "Different issues (default ${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Different users (default ${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--tag-values",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Values of the tag customer (default ${DEFAULT-VALUE}).")
  private int tagValues;

  @Option(
      names = "--transactions",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "Share of transactions (default ${DEFAULT-VALUE}).")
  private int transactions;

  /** The mix; wrong values end the command with a sentence. */
  EventMix mix() {
    int bytes =
        switch (size) {
          case "3k" -> 3 * 1024;
          case "18k" -> 18 * 1024;
          case "44k" -> 44 * 1024;
          default -> throw new CommandFailure("--size must be 3k, 18k or 44k.");
        };
    if (groups < 1 || users < 1 || tagValues < 1) {
      throw new CommandFailure("--groups, --users and --tag-values must be at least 1.");
    }
    if (transactions < 0 || transactions > 100) {
      throw new CommandFailure("--transactions must be between 0 and 100.");
    }
    return new EventMix(bytes, groups, users, tagValues, transactions);
  }
}
