package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.store.Database;
import io.vertx.core.Vertx;
import java.io.File;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Checks of a configuration before anything is started (spec 10 §7.2). */
public final class StartChecks {

  private static final int MIN_SECRET = 32;
  private static final double MIN_FREE = 0.05;

  private StartChecks() {}

  /**
   * What a check found.
   *
   * @param isError whether the start is refused
   */
  public record Finding(boolean isError, String setting, String sentence) {

    /** The finding as it is printed. */
    public String line() {
      return (isError ? "✗ " : "! ") + setting + ": " + sentence;
    }
  }

  /** Findings about a database that answers; waits. */
  public static List<Finding> ofDatabase(Database database) {
    return ConnectedChecks.of(database, InstantSource.system());
  }

  /** Findings about Redis and Kafka, where the settings name them; waits. */
  public static List<Finding> ofServices(Vertx vertx, Settings settings) {
    return ConnectedChecks.ofServices(vertx, settings);
  }

  /** All findings; empty when the configuration is fine. */
  public static List<Finding> of(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    ClusterChecks.add(settings, findings);
    String secret = settings.find(Keys.SERVER_SECRET_KEY);
    if (secret != null && secret.length() < MIN_SECRET) {
      findings.add(error("server.secret-key", "is shorter than 32 characters. Use a longer one"));
    }
    String url = settings.find(Keys.SERVER_URL);
    if (url != null && !url.matches("https?://[^/\\s]+/?")) {
      findings.add(error("server.url", "must be http(s)://HOST[:PORT] without a path. Correct it"));
    }
    if (url != null && url.startsWith("https://") && !settings.get(Keys.COOKIES_SECURE)) {
      findings.add(
          warning("cookies.secure", "is off although server.url is https. Set it to true"));
    }
    addresses(settings, findings);
    try {
      var unused = Instances.of(settings);
    } catch (IllegalArgumentException rule) {
      findings.add(error("instances", String.valueOf(rule.getMessage())));
    }
    try {
      var unused = PlacesFile.open(settings);
    } catch (StartFailure unreadable) {
      findings.add(error("geoip.database", "cannot be read as a database of places. Correct it"));
    }
    File data = new File(settings.get(Keys.DATA_DIR)).getAbsoluteFile();
    while (data != null && !data.exists()) {
      data = data.getParentFile();
    }
    if (data != null
        && data.getTotalSpace() > 0
        && data.getUsableSpace() < data.getTotalSpace() * MIN_FREE) {
      findings.add(warning("data.dir", "less than 5 % of the disk is free. Make room"));
    }
    return findings;
  }

  private static void addresses(Settings settings, List<Finding> findings) {
    for (var key : List.of(Keys.SERVER_BIND, Keys.MANAGEMENT_BIND)) {
      try {
        Address.parse(settings.get(key));
      } catch (IllegalArgumentException rule) {
        findings.add(error(key.name(), rule.getMessage() + ". Correct it"));
      }
    }
  }

  static Finding error(String setting, String sentence) {
    return new Finding(true, setting, sentence);
  }

  static Finding warning(String setting, String sentence) {
    return new Finding(false, setting, sentence);
  }
}
