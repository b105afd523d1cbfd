package dev.vedette.cli;

import dev.vedette.event.PlainEvents;
import dev.vedette.event.Titles;
import dev.vedette.grouping.Explanation;
import dev.vedette.grouping.Grouper;
import dev.vedette.grouping.GroupingConfigs;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.grouping.RuleProblem;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette explain}: why things are as they are, without a server. */
@Command(
    name = "explain",
    description = "Explains decisions of the server without one.",
    mixinStandardHelpOptions = true,
    subcommands = ExplainCommand.Grouping.class)
final class ExplainCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
    }
  }

  /** {@code vedette explain grouping}: the hashes of events, and what they are made of. */
  @Command(
      name = "grouping",
      description = {
        "Prints how events are grouped: one line of JSON for each.",
        "Built-in fingerprint rules apply only with --fingerprints."
      },
      mixinStandardHelpOptions = true)
  static final class Grouping implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description = "Stack trace rules, added to the built-in ones.")
    private @Nullable Path rules;

    @Option(
        names = "--fingerprints",
        paramLabel = "FILE",
        description = "Fingerprint rules, before the built-in ones.")
    private @Nullable Path fingerprints;

    @Option(
        names = "--config",
        paramLabel = "ID",
        description = "Grouping configuration. Default: ${DEFAULT-VALUE}",
        defaultValue = "newstyle:2023-01-11")
    private String config = GroupingSettings.DEFAULT_CONFIG;

    @Option(names = "--pretty", description = "Prints the tree of each event for people.")
    private boolean pretty;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "JSON events, or JSON Lines; - for standard input.")
    private List<String> files = List.of();

    @Spec private @Nullable CommandSpec spec;

    private final PlainEvents plain = new PlainEvents();

    @Override
    public Integer call() throws IOException {
      if (!GroupingConfigs.computed().contains(config)) {
        throw new CommandFailure(
            "Grouping configuration %s cannot be computed. Known: %s"
                .formatted(config, String.join(", ", GroupingConfigs.computed())));
      }
      Grouper grouper =
          new Grouper(
              new GroupingSettings(
                  config, read(rules), read(fingerprints), null, fingerprints != null));
      refuse(rules, grouper.stackProblems());
      refuse(fingerprints, grouper.fingerprintProblems());
      boolean complete = true;
      for (String file : files) {
        complete &= explain(file, grouper);
      }
      return complete ? 0 : 1;
    }

    private static String read(@Nullable Path file) throws IOException {
      return file == null ? "" : content(file.toString());
    }

    private static String content(String file) throws IOException {
      if (file.equals(STANDARD_INPUT)) {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      }
      try {
        return Files.readString(Path.of(file));
      } catch (NoSuchFileException missing) {
        throw new CommandFailure("There is no file " + file);
      }
    }

    private static void refuse(@Nullable Path file, List<RuleProblem> problems) {
      if (!problems.isEmpty()) {
        RuleProblem first = problems.getFirst();
        throw new CommandFailure(
            "%s: line %d, column %d: %s"
                .formatted(file, first.line(), first.column(), first.message()));
      }
    }

    /** Explains the events of a file; whether all could be. */
    private boolean explain(String file, Grouper grouper) throws IOException {
      boolean complete = true;
      for (Sent sent : events(content(file))) {
        Json.Obj event =
            sent.event() == null
                ? null
                : plain.normalized(sent.event(), Instant.now()).orElse(null);
        if (event == null) {
          String why = sent.event() == null ? "no JSON object" : "a transaction, not grouped";
          Output.progress(spec, file + ": line " + sent.line() + ": " + why);
          complete = false;
        } else {
          print(file, grouper.explain(event));
        }
      }
      return complete;
    }

    /** An event of a file, or null for what is none, with the line where it begins. */
    private record Sent(int line, Json.@Nullable Obj event) {}

    private static List<Sent> events(String content) {
      Json.Obj whole = object(content);
      if (whole != null) {
        return List.of(new Sent(1, whole));
      }
      List<Sent> events = new ArrayList<>();
      int number = 0;
      for (String line : content.split("\n", -1)) {
        number++;
        if (!line.isBlank()) {
          events.add(new Sent(number, object(line)));
        }
      }
      return events;
    }

    private static Json.@Nullable Obj object(String text) {
      try {
        return JsonText.parse(text) instanceof Json.Obj object ? object : null;
      } catch (JsonText.Malformed malformed) {
        return null;
      }
    }

    private void print(String file, Explanation explanation) {
      PrintWriter out = Output.of(spec);
      Json.Obj event = Titles.freeze(explanation.event());
      if (pretty) {
        out.println(file + ": " + event.string("title"));
        out.println(explanation.text().stripTrailing());
        return;
      }
      out.println(
          Json.object()
              .put("file", file)
              .put("config", explanation.config())
              .put("hashes", explanation.hashes())
              .put("contributing", explanation.contributing())
              .put("fingerprint", event.get("fingerprint"))
              .put("title", event.string("title"))
              .build()
              .text());
    }
  }
}
