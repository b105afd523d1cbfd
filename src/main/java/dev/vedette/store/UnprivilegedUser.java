package dev.vedette.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom PostgreSQL runs as. It refuses to run as root, so a root process hands its folder to another
 * user and starts it through {@code setpriv}.
 *
 * @param name login name
 * @param switched whether the user differs from the one of this process
 */
record UnprivilegedUser(String name, boolean switched) {

  static UnprivilegedUser of(Path home) throws IOException {
    String self = System.getProperty("user.name", "");
    if (!"root".equals(self)) {
      return new UnprivilegedUser(self, false);
    }
    String name = exists("postgres") ? "postgres" : "nobody";
    requireReachable(home, name);
    return new UnprivilegedUser(name, true);
  }

  private static boolean exists(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines.anyMatch(line -> line.startsWith(name + ":"));
    }
  }

  private static void requireReachable(Path home, String name) throws IOException {
    for (Path parent = home.getParent(); parent != null; parent = parent.getParent()) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(parent);
      if (!permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new IOException(
            "PostgreSQL cannot run as root and user %s cannot enter %s; run as another user or choose --data elsewhere"
                .formatted(name, parent));
      }
    }
  }

  /** The words in front of a command line. */
  List<String> prefix() {
    return switched
        ? List.of("setpriv", "--reuid=" + name, "--regid=" + group(), "--clear-groups", "--")
        : List.of();
  }

  private String group() {
    return "nobody".equals(name) ? "nogroup" : name;
  }

  /** Gives a file or a whole folder to the user. */
  void own(Path path) throws IOException {
    if (switched) {
      new Command(List.of("chown", "-R", name + ":" + group(), path.toString()))
          .runOrFail(new UnprivilegedUser("root", false), "hand " + path + " to user " + name);
    }
  }
}
