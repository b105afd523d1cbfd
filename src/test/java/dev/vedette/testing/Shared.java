package dev.vedette.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of shared fixtures; tests that need it are skipped where it is absent. */
public final class Shared {

  private Shared() {}

  /** A folder of fixtures, which must be there for the test to run. */
  public static Path fixtures(String name) {
    Path root = Path.of(System.getProperty("vedette.shared", "../shared"));
    Path folder = root.resolve("fixtures").resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        "skipped: no fixtures at " + folder.toAbsolutePath() + " (set -Dvedette.shared=...)");
    return folder;
  }

  public static Json json(Path file) throws Exception {
    return JsonText.parse(Files.readAllBytes(file));
  }
}
