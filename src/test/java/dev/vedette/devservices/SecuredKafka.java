package dev.vedette.devservices;

import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Kafka broker that takes TLS and a password (SCRAM-SHA-512) only. */
public final class SecuredKafka implements AutoCloseable {

  public static final String USER = "vedette";
  public static final String PASSWORD = "an \"odd\" password";

  private final Process process;
  private final String address;

  private SecuredKafka(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Where it listens. */
  public String address() {
    return address;
  }

  /**
   * Starts a broker; it is not yet ready.
   *
   * @param keyStore with the certificate that it shows
   */
  public static SecuredKafka start(Path keyStore, String storePassword) throws Exception {
    Path folder = Program.dataFolder();
    String classPath = Artifacts.of(Path.of("")).resolve("kafka") + "/*";
    Path properties = folder.resolve("server.properties");
    int port = RunningNode.freePort();
    int controller = RunningNode.freePort();
    Files.writeString(
        properties,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=SASL_SSL://127.0.0.1:%1$d,INTERNAL://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%2$d
        listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=INTERNAL
        controller.listener.names=CONTROLLER
        sasl.enabled.mechanisms=SCRAM-SHA-512
        listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
        org.apache.kafka.common.security.scram.ScramLoginModule required;
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%4$s
        ssl.keystore.password=%5$s
        ssl.key.password=%5$s
        log.dirs=%6$s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(
                port,
                controller,
                RunningNode.freePort(),
                keyStore,
                storePassword,
                folder.resolve("logs")));
    Path log = folder.resolve("kafka.log");
    Process format =
        java(
                log,
                classPath,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                "VedetteDevServices0000",
                "-c",
                properties.toString(),
                "--add-scram",
                "SCRAM-SHA-512=[name=%s,password=%s]".formatted(USER, PASSWORD))
            .start();
    if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
      format.destroyForcibly();
      throw new IOException(Files.readString(log));
    }
    Process broker = java(log, classPath, "kafka.Kafka", properties.toString()).start();
    return new SecuredKafka(broker, "127.0.0.1:" + port);
  }

  private static ProcessBuilder java(Path log, String classPath, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
  }
}
