package dev.vedette.cli;

import dev.vedette.bus.Fault;
import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.node.StartChecks;
import dev.vedette.node.StartFailure;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
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
    Settings settings = options.load(Map.of());
    List<StartChecks.Finding> findings = new ArrayList<>(StartChecks.of(settings));
    boolean usable = findings.stream().noneMatch(StartChecks.Finding::isError);
    if (usable && settings.find(Keys.DATABASE_URL) != null) {
      findings.addAll(ofDatabase());
    }
    if (usable) {
      findings.addAll(ofServices(settings));
    }
    var out = Output.of(spec);
    findings.forEach(finding -> out.println(finding.line()));
    boolean failed = findings.stream().anyMatch(StartChecks.Finding::isError);
    if (findings.isEmpty()) {
      out.println("The configuration is fine.");
    }
    return failed ? StartFailure.CONFIGURATION : 0;
  }

  /** What Redis and Kafka say, where the settings name them. */
  static List<StartChecks.Finding> ofServices(Settings settings) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return SettingsOptions.onVirtualThread(() -> StartChecks.ofServices(vertx, settings));
    } finally {
      vertx.close().await();
    }
  }

  private List<StartChecks.Finding> ofDatabase() throws Exception {
    try {
      return options.withUnmigratedDatabase(
          (storage, same) -> StartChecks.ofDatabase(storage.database()));
    } catch (Fault away) {
      throw new StartFailure(StartFailure.UNAVAILABLE, Keys.DATABASE_URL.name(), away.detail());
    }
  }
}
