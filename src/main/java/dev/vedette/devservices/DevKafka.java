package dev.vedette.devservices;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One Kafka broker that is its own controller. */
final class DevKafka implements DevService {

  private static final int TIMEOUT_MS = 2000;
  private static final long FORMAT_SECONDS = 60;
  private static final String CLUSTER = "VedetteDevServices0000";

  private final ServiceProcess process;

  /** Number of the question, which the answer repeats. */
  private static final int QUESTION = 7;

  /** Kafka's question for the versions of its protocol: length, ApiVersions, version 0, nobody. */
  private static final byte[] ASK_VERSIONS =
      ByteBuffer.allocate(14)
          .putInt(10)
          .putShort((short) 18)
          .putShort((short) 0)
          .putInt(QUESTION)
          .putShort((short) -1)
          .array();

  private final ServiceProcess controller;
  private final Artifacts artifacts;

  DevKafka(Path project, Artifacts artifacts) {
    this.process = new ServiceProcess(project, "kafka");
    this.controller = new ServiceProcess(project, "kafka-controller");
    this.artifacts = artifacts;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public Path log() {
    return process.log();
  }

  @Override
  public boolean isRunning() throws IOException {
    return process.running().isPresent();
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(process.data());
    String classPath = artifacts.resolve("kafka") + "/*";
    Path properties = process.data().resolve("server.properties");
    Files.writeString(properties, configuration());
    if (!Files.exists(process.data().resolve("logs"))) {
      format(classPath, properties);
    }
    var unused =
        process.start(
            List.of(
                java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "kafka.Kafka",
                properties.toString()));
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  private String configuration() throws IOException {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    auto.create.topics.enable=false
    """
        .formatted(process.port(), controller.port(), process.data().resolve("logs"));
  }

  private void format(String classPath, Path properties) throws IOException {
    Process format =
        new ProcessBuilder(
                java(),
                "-cp",
                classPath,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER,
                "-c",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(process.data().resolve("format.log").toFile())
            .start();
    try {
      if (!format.waitFor(FORMAT_SECONDS, TimeUnit.SECONDS) || format.exitValue() != 0) {
        format.destroyForcibly();
        throw new IOException(
            "Kafka's folder could not be formatted: "
                + Files.readString(process.data().resolve("format.log")));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** A broker answers only once it can serve; another who listens in its place does not. */
  @Override
  public boolean isHealthy() throws IOException {
    if (!isRunning()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress("127.0.0.1", process.port()), TIMEOUT_MS);
      socket.getOutputStream().write(ASK_VERSIONS);
      DataInputStream answer = new DataInputStream(socket.getInputStream());
      return answer.readInt() > 0 && answer.readInt() == QUESTION;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void stop() throws IOException {
    process.stop();
  }

  @Override
  public void remove() throws IOException {
    Folders.delete(process.data());
  }

  @Override
  public Map<String, String> settings() throws IOException {
    return Map.of("feed.kind", "kafka", "kafka.brokers", "127.0.0.1:" + process.port());
  }

  @Override
  public String address() throws IOException {
    return "127.0.0.1:" + process.port();
  }
}
