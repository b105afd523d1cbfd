package dev.vedette.event;

import com.maxmind.db.Reader;
import dev.vedette.json.Json;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the place of an address in a database of MaxMind's format (spec 02 §11). Safe for use by
 * several threads.
 */
public final class Places {

  private static final String LANGUAGE = "en";

  private final @Nullable Reader reader;

  private Places(@Nullable Reader reader) {
    this.reader = reader;
  }

  /** Knows no place. */
  public static Places none() {
    return new Places(null);
  }

  /**
   * Opens a database file, which stays mapped while the program runs.
   *
   * @throws IOException if the file cannot be read or is none of the format
   */
  public static Places open(Path file) throws IOException {
    return new Places(new Reader(file.toFile()));
  }

  /** An event whose user has the place of its address, unless the sender gave one. */
  Json.Obj locate(Json.Obj event) {
    Json.Obj user = event.object("user");
    String address = user.string("ip_address");
    if (reader == null || address == null || user.present("geo") != null) {
      return event;
    }
    Json.Obj place = find(address);
    return place.isEmpty() ? event : event.with("user", user.with("geo", place));
  }

  private Json.Obj find(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (reader == null || bytes == null) {
      return Json.Obj.EMPTY;
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      boolean isPrivate =
          address.isSiteLocalAddress()
              || address.isLoopbackAddress()
              || address.isLinkLocalAddress();
      Map<?, ?> found = isPrivate ? null : reader.get(address, Map.class);
      return found == null ? Json.Obj.EMPTY : place(found);
    } catch (UnknownHostException malformed) {
      return Json.Obj.EMPTY;
    } catch (IOException damaged) {
      return Json.Obj.EMPTY;
    }
  }

  private static Json.Obj place(Map<?, ?> found) {
    Map<?, ?> country = map(found.get("country"));
    Object subdivision =
        found.get("subdivisions") instanceof List<?> all && !all.isEmpty() ? all.getFirst() : null;
    return Json.object()
        .putPresent("country_code", text(country.get("iso_code")))
        .putPresent("city", name(map(found.get("city"))))
        .putPresent("subdivision", name(map(subdivision)))
        .putPresent("region", name(country))
        .build();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static @Nullable String name(Map<?, ?> thing) {
    return text(map(thing.get("names")).get(LANGUAGE));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }
}
