package dev.vedette.cli;

import dev.vedette.node.StartChecks;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vedette check}: the checks of a start, without starting. */
@Command(
    name = "check",
    description = "Checks the configuration without starting.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var findings = StartChecks.of(options.load(Map.of()));
    var out = Output.of(spec);
    findings.forEach(finding -> out.println(finding.line()));
    boolean failed = findings.stream().anyMatch(StartChecks.Finding::isError);
    if (findings.isEmpty()) {
      out.println("The configuration is fine.");
    }
    return failed ? dev.vedette.node.StartFailure.CONFIGURATION : 0;
  }
}
