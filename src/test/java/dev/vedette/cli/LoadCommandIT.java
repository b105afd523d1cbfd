package dev.vedette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.PreparedData;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The load command against a real server: what it counts is what happened. */
class LoadCommandIT {

  @Test
  void whatWasSentIsCountedAsStored() throws Exception {
    Path data = PreparedData.folder();
    int port = RunningNode.freePort();
    Process server = Program.server(data, port);
    try {
      String dsn = Program.awaitDsn(data, port);
      Program.Ended load = load(data, dsn);
      assertThat(load.code()).as(load.output()).isZero();
      Json.Obj report = report(load);
      assertThat(report.number("sent").asLong()).isEqualTo(200);
      assertThat(report.number("accepted").asLong()).isEqualTo(200);
      assertThat(report.number("saved").asLong()).isEqualTo(200);
      assertThat(report.number("mean_bytes").asDouble()).isBetween(2000.0, 5000.0);

      Program.Ended refused = load(data, dsn.replaceFirst("//[0-9a-f]{8}", "//00000000"));
      assertThat(refused.code()).as(refused.output()).isZero();
      assertThat(report(refused).object("answers").number("403").asLong()).isPositive();
      assertThat(report(refused).number("accepted").asLong()).isZero();
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static Program.Ended load(Path data, String dsn) throws Exception {
    return Program.run(
        "load",
        "--dsn",
        dsn,
        "--data",
        data.toString(),
        "--rate",
        "100",
        "--duration",
        "2",
        "--connections",
        "8",
        "--size",
        "3k",
        "--json");
  }

  private static Json.Obj report(Program.Ended load) throws Exception {
    String line =
        load.output().lines().filter(one -> one.startsWith("{")).findFirst().orElseThrow();
    return (Json.Obj) JsonText.parse(line);
  }

  /** Neither its database nor its data stay behind. */
  @Test
  void aBenchmarkThatIsStoppedTakesItsServerAlong() throws Exception {
    Path folder = Program.dataFolder();
    Path output = folder.resolve("output");
    Process bench =
        Program.start(output, folder, "bench", "--rounds", "1", "--duration", "60", "--size", "3k");
    try {
      String under = folder.toString();
      Awaited.answer(
          Duration.ofSeconds(60),
          () -> Files.readString(output),
          said -> said.contains("warming up: thin path") || !bench.isAlive());
      assertThat(processes(under)).isNotEmpty();
      bench.destroy();
      assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(processes(under)).isEmpty();
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left.map(Path::getFileName).map(Path::toString))
            .noneMatch(name -> name.startsWith("vedette-bench"));
      }
    } finally {
      bench.destroyForcibly();
    }
  }

  private static List<String> processes(String folder) {
    return ProcessHandle.allProcesses()
        .map(one -> one.info().commandLine().orElse(""))
        .filter(line -> line.contains("postgres") && line.contains(folder))
        .toList();
  }

  @Test
  void wrongOptionsAreNamed() throws Exception {
    Program.Ended wrong = Program.run("load", "--dsn", "nonsense");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.output()).contains("--dsn is not a DSN.");
    Program.Ended warm =
        Program.run("load", "--dsn", "http://a@127.0.0.1:1/1", "--duration", "3", "--warm-up", "3");
    assertThat(warm.output()).contains("--warm-up must be 0 or more and less than --duration.");
    Program.Ended size = Program.run("load", "--dsn", "http://a@127.0.0.1:1/1", "--size", "5k");
    assertThat(size.code()).isEqualTo(1);
    assertThat(size.output()).contains("--size must be 3k, 18k or 44k.");
  }
}
