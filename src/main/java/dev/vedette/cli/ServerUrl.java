package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.node.Address;
import dev.vedette.store.Database;
import dev.vedette.telemetry.NodeReport;
import java.util.List;

/** Where users reach the server that a command works beside, or that is to be started. */
final class ServerUrl {

  private ServerUrl() {}

  /**
   * The address that is set; else that of a running node with pages, which may have been started
   * with another than this command's settings have; else the one that a start with these settings
   * would have. Without a slash at its end. Waits.
   */
  static String of(Database database, Settings settings) {
    String configured = settings.find(Keys.SERVER_URL);
    String url =
        configured != null
            ? configured
            : NodeReport.all(database).stream()
                .filter(node -> List.of(node.roles().split(",")).contains("web"))
                .findFirst()
                .map(NodeReport::address)
                .orElseGet(() -> Address.parse(settings.get(Keys.SERVER_BIND)).url());
    return url.replaceAll("/+$", "");
  }
}
