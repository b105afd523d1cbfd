package dev.vedette.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One server for development. All methods block. */
public sealed interface DevService permits DevPostgres, DevRedis, DevKafka {

  /** The name on the command line. */
  String name();

  /** Where its output goes. */
  Path log();

  /** Whether it runs. */
  boolean isRunning() throws IOException;

  /** Starts it with the data it had. */
  void start() throws IOException;

  /** Asks it for an answer, as its users would. */
  boolean isHealthy() throws IOException;

  /** Ends it; its data stays. */
  void stop() throws IOException;

  /** Deletes its data; to be called when it does not run. */
  void remove() throws IOException;

  /** The settings with which Vedette uses it; to be asked while it runs. */
  Map<String, String> settings() throws IOException;

  /** Where it listens, for people; to be asked while it runs. */
  String address() throws IOException;
}
