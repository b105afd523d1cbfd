package dev.vedette.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/** Contexts from user agents and client hints (spec 02 §24.2). Parsed texts are remembered. */
public final class UserAgents {

  private static final int REMEMBERED = 10_000;
  private static final int LONGEST = 2000;
  private static final Pattern BRAND = Pattern.compile("\"([^\"]+)\";\\s*v=\"([^\"]+)\"");

  private final Parser parser = new Parser();
  private final Devices devices = Devices.load();
  private final Cache<String, Json.Obj> knownDevices =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<String, Client> cache = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /** What a user agent tells: browser family and major version. */
  public record Browser(String family, int major) {}

  private Client client(String userAgent) {
    return cache.get(bounded(userAgent), parser::parse);
  }

  private static String bounded(String userAgent) {
    return userAgent.length() > LONGEST ? userAgent.substring(0, LONGEST) : userAgent;
  }

  /** Browser family and major version of a user agent; null when unknown. */
  public @Nullable Browser browser(String userAgent) {
    Client client = client(userAgent);
    String family = client.userAgent.family;
    String major = client.userAgent.major;
    if (family == null || family.equals("Other") || major == null || !major.matches("\\d{1,6}")) {
      return null;
    }
    return new Browser(family, Integer.parseInt(major));
  }

  /** Adds browser, device and operating system where the event lacks them. */
  Json.Obj addContexts(Json.Obj event, @Nullable String userAgent, Map<String, String> hints) {
    // of other platforms it is not the system on which the event happened
    boolean ofEvent = "javascript".equals(event.string("platform"));
    return addContexts(event, userAgent, hints, ofEvent ? "os" : "client_os");
  }

  /**
   * The same.
   *
   * @param system name of the context of the operating system
   */
  Json.Obj addContexts(
      Json.Obj event, @Nullable String userAgent, Map<String, String> hints, String system) {
    Json.Obj browser = Json.Obj.EMPTY;
    Json.Obj device = Json.Obj.EMPTY;
    Json.Obj os = Json.Obj.EMPTY;
    if (userAgent != null && !userAgent.isEmpty()) {
      Client client = client(userAgent);
      browser = named("browser", client.userAgent.family, version(client.userAgent));
      device = knownDevices.get(bounded(userAgent), devices::context);
      os = os(client);
    }
    Json.Obj hinted = hintedBrowser(hints.get("sec-ch-ua"));
    browser = hinted.isEmpty() ? browser : hinted;
    String platform = unquoted(hints.get("sec-ch-ua-platform"));
    if (platform != null) {
      os = named("os", platform, unquoted(hints.get("sec-ch-ua-platform-version")));
    }
    String model = unquoted(hints.get("sec-ch-ua-model"));
    if (model != null) {
      device = device.with("type", Json.of("device")).with("model", Json.of(model));
    }
    return Contexts.add(
        Contexts.add(Contexts.add(event, "browser", browser), "device", device), system, os);
  }

  private static @Nullable String unquoted(@Nullable String text) {
    String bare = text == null ? "" : text.replace("\"", "").strip();
    return bare.isEmpty() ? null : bare;
  }

  private static Json.Obj hintedBrowser(@Nullable String brands) {
    Matcher match = BRAND.matcher(brands == null ? "" : brands);
    while (match.find()) {
      String name = match.group(1);
      boolean placeholder =
          name.contains("Brand")
              || name.contains("Chromium")
              || name.contains("Gecko")
              || name.contains("WebKit");
      if (!placeholder) {
        return named("browser", name, match.group(2));
      }
    }
    return Json.Obj.EMPTY;
  }

  private static Json.Obj named(String type, @Nullable String name, @Nullable String version) {
    if (name == null || name.isEmpty() || name.equals("Other")) {
      return Json.Obj.EMPTY;
    }
    return Json.object()
        .put("type", type)
        .put("name", name)
        .putPresent("version", version == null || version.isEmpty() ? null : version)
        .build();
  }

  private static String version(ua_parser.UserAgent agent) {
    return joined(agent.major, agent.minor, agent.patch);
  }

  private static String joined(@Nullable String... parts) {
    List<String> present = new ArrayList<>();
    for (String part : parts) {
      if (part == null || part.isEmpty()) {
        break;
      }
      present.add(part);
    }
    return String.join(".", present);
  }

  private static Json.Obj os(Client client) {
    String name = client.os.family;
    String version =
        joined(client.os.major, client.os.minor, client.os.patch, client.os.patchMinor);
    boolean frozen =
        ("Windows".equals(name) && version.equals("10"))
            || ("Mac OS X".equals(name) && version.equals("10.15.7"));
    return named("os", name, frozen ? ">=" + version : version);
  }
}
