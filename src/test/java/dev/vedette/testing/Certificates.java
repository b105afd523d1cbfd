package dev.vedette.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Key stores and trust stores for servers on this machine, in PKCS12.
 *
 * @param folder where they are made
 */
public record Certificates(Path folder, String password) {

  /** A key store with a certificate of its own. */
  public Path keyStore(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "san=ip:127.0.0.1",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-alias",
        name,
        "-keystore",
        store.toString(),
        "-file",
        certificate(name).toString());
    return store;
  }

  /** A trust store that trusts the certificate of a key store. */
  public Path trusting(String name) throws Exception {
    Path store = folder.resolve("trusts-" + name + ".p12");
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        certificate(name).toString(),
        "-keystore",
        store.toString());
    return store;
  }

  private Path certificate(String name) {
    return folder.resolve(name + ".cer");
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
