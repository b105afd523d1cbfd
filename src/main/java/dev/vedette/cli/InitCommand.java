package dev.vedette.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette init}: writes a configuration file with every setting and its default. */
@Command(
    name = "init",
    description = "Writes a configuration file.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

  @Option(names = "--no-clobber", description = "Keeps a file that exists.")
  private boolean noClobber;

  @Parameters(arity = "0..1", paramLabel = "DIRECTORY", description = "Where; default conf.")
  private Path directory = Path.of("conf");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The file to write; default vedette.yaml in DIRECTORY.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "Data directory to write into it.")
  private @Nullable Path data;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (Files.isRegularFile(directory)) {
      throw new CommandFailure("DIRECTORY must not be a file.");
    }
    Path file = config == null ? directory.resolve("vedette.yaml") : config;
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(file)) {
      if (noClobber) {
        return 0;
      }
      Confirmation.require(
          "File already exists at '" + file + "', overwrite?",
          "remove the file, or pass --no-clobber to keep it");
    }
    try (InputStream template = InitCommand.class.getResourceAsStream("/vedette.yaml")) {
      if (template == null) {
        throw new IOException("the template is missing");
      }
      String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      String secret = "secret-key: \"%s\"".formatted(ConfigCommand.GenerateSecretKey.random());
      restrict(file);
      String own =
          data == null
              ? text
              : text.replace("\n  dir: data\n", "\n  dir: " + quoted(data.toString()) + "\n");
      Files.writeString(file, own.replace("secret-key: \"\"", secret));
    }
    Output.of(spec).println("Wrote " + file);
    return 0;
  }

  /** A path as YAML, whatever is in it. */
  private static String quoted(String path) {
    return "'" + path.replace("'", "''") + "'";
  }

  /** The file holds the key that signs links: nobody else may read it. */
  private static void restrict(Path file) throws IOException {
    Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
    if (Files.exists(file)) {
      Files.setPosixFilePermissions(file, own);
    } else {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(own));
    }
  }
}
