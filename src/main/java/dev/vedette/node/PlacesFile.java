package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.event.Places;
import java.io.IOException;
import java.nio.file.Path;

/** The database of places that the settings name. */
final class PlacesFile {

  private PlacesFile() {}

  /** Opens it; without one no place is known. */
  static Places open(Settings settings) throws StartFailure {
    String file = settings.find(Keys.GEOIP_DATABASE);
    try {
      return file == null ? Places.none() : Places.open(Path.of(file));
    } catch (IOException unreadable) {
      throw new StartFailure(
          StartFailure.CONFIGURATION,
          Keys.GEOIP_DATABASE.name(),
          file + " cannot be read as a database of places. Correct the path or empty it");
    }
  }
}
