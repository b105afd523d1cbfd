package dev.vedette.event;

import dev.vedette.json.Json;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The inbound data filters of a project (spec 01 §22), read once from its options. The first filter
 * that matches decides.
 */
public final class InboundFilters {

  private static final List<Pattern> HEALTH_CHECKS =
      Globs.all(
          List.of(
              "*healthcheck*",
              "*heartbeat*",
              "*/health",
              "*/healthy",
              "*/healthz",
              "*/_health",
              "*/\\[_health\\]",
              "*/live",
              "*/livez",
              "*/ready",
              "*/readyz",
              "*/ping",
              "*/up"));

  private static final List<Pattern> HYDRATION =
      Globs.all(
          List.of(
              "*https://reactjs.org/docs/error-decoder.html\\?invariant={418,419,422,423,425}*",
              "*https://react.dev/errors/{418,419,422,423,425}*"));

  private final Json.Obj options;
  private final List<Pattern> releases;
  private final List<Pattern> messages;
  private final CspSources cspSources;
  private final Crawlers crawlers;

  private InboundFilters(Json.Obj options) {
    this.options = options;
    this.releases = Globs.all(texts(options, "sentry:releases"));
    this.messages = Globs.all(texts(options, "sentry:error_messages"));
    this.crawlers = Crawlers.except(texts(options, Crawlers.LET_IN));
    Boolean defaults = options.bool("sentry:csp_ignored_sources_defaults");
    this.cspSources =
        new CspSources(
            !Boolean.FALSE.equals(defaults), texts(options, "sentry:csp_ignored_sources"));
  }

  /** The filters that the options of a project switch on. */
  public static InboundFilters of(Json.Obj options) {
    return new InboundFilters(options);
  }

  private static List<String> texts(Json.Obj options, String key) {
    List<String> texts = new ArrayList<>();
    for (Json item : options.array(key).items()) {
      if (item instanceof Json.Str(String text) && !text.isBlank()) {
        texts.add(text.strip());
      }
    }
    return texts;
  }

  private boolean isOn(String key, boolean defaultValue) {
    return switch (options.present(key)) {
      case Json.Bool(boolean value) -> value;
      case Json.Str(String text) -> text.equals("1");
      case null, default -> defaultValue;
    };
  }

  /** Reason of the first filter that drops the event, or null. */
  @Nullable String match(Json.Obj event, Normalizer.Origin origin, UserAgents agents) {
    String type = String.valueOf(event.string("type"));
    boolean error = type.equals("error") || type.equals("default");
    String agent = Pairs.find(event.object("request").get("headers"), "User-Agent");
    String userAgent = agent == null ? origin.userAgent() : agent;
    if (error && isOn("filters:react-hydration-errors", true) && isHydration(event)) {
      return "react-hydration-errors";
    }
    if (error && isOn("filters:chunk-load-error", true) && isChunkLoad(event)) {
      return "chunk-load-error";
    }
    if (type.equals("csp") && cspSources.isIgnored(event.object("csp"))) {
      return "invalid-csp";
    }
    if (isBlockedAddress(event, origin)) {
      return "ip-address";
    }
    String release = event.string("release");
    if (release != null && Globs.anyMatches(releases, release)) {
      return "release-version";
    }
    if (error && !messages.isEmpty() && isFilteredMessage(event)) {
      return "error-message";
    }
    if (isOn("filters:localhost", false) && isLocal(event)) {
      return "localhost";
    }
    if (error && isOn("filters:browser-extensions", false) && Extensions.isExtension(event)) {
      return "browser-extensions";
    }
    if (userAgent != null && LegacyBrowsers.isLegacy(options, agents.browser(userAgent))) {
      return "legacy-browsers";
    }
    if (userAgent != null && isOn("filters:web-crawlers", false) && crawlers.matches(userAgent)) {
      return "web-crawlers";
    }
    String name = event.string("transaction");
    boolean check = type.equals("transaction") && isOn("filters:filtered-transaction", true);
    return check && name != null && Globs.anyMatches(HEALTH_CHECKS, name)
        ? "filtered-transaction"
        : null;
  }

  private static boolean isHydration(Json.Obj event) {
    return Exceptions.of(event).stream()
        .map(exception -> exception.string("value"))
        .anyMatch(value -> value != null && Globs.anyMatches(HYDRATION, value));
  }

  private static boolean isChunkLoad(Json.Obj event) {
    for (Json.Obj exception : Exceptions.of(event)) {
      String type = lower(exception.string("type"));
      String value = lower(exception.string("value"));
      if (type.equals("chunkloaderror") && value.startsWith("loading chunk ")) {
        return true;
      }
      if (type.contains("uncaught ") && value.startsWith("chunkloaderror: loading chunk ")) {
        return true;
      }
    }
    return false;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private boolean isBlockedAddress(Json.Obj event, Normalizer.Origin origin) {
    String own = event.object("user").string("ip_address");
    String address = own == null ? origin.clientAddress() : own;
    return address != null && isBlocked(address);
  }

  private boolean isBlocked(String address) {
    return texts(options, "sentry:blacklisted_ips").stream()
        .anyMatch(network -> CidrMatch.contains(network, address));
  }

  private boolean isFilteredMessage(Json.Obj event) {
    Set<String> texts = new HashSet<>();
    Json.Obj logentry = event.object("logentry");
    String formatted = logentry.string("formatted");
    String message = formatted == null ? logentry.string("message") : formatted;
    if (message != null) {
      texts.add(message);
    }
    for (Json.Obj exception : Exceptions.of(event)) {
      String type = exception.string("type");
      String value = exception.string("value");
      if (type != null || value != null) {
        texts.add(
            type == null ? String.valueOf(value) : value == null ? type : type + ": " + value);
      }
    }
    return texts.stream().anyMatch(text -> Globs.anyMatches(messages, text));
  }

  private static boolean isLocal(Json.Obj event) {
    String address = event.object("user").string("ip_address");
    if ("127.0.0.1".equals(address) || "::1".equals(address)) {
      return true;
    }
    String url = lower(event.object("request").string("url"));
    return url.startsWith("file:")
        || url.matches(
            "[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?::\\d+)?(?:[/?#].*)?");
  }

  /**
   * Reason for which nothing of a client is kept, or null (spec 01 §22.1).
   *
   * @param address of the client, or null
   */
  public @Nullable String matchClient(@Nullable String address) {
    return address != null && isBlocked(address) ? "ip-address" : null;
  }

  /**
   * Reason of the first filter that drops a session, or null (spec 01 §20.3).
   *
   * @param address of the client, or null
   * @param userAgent of the client, or null
   */
  public @Nullable String matchSession(
      @Nullable String address, @Nullable String userAgent, String release) {
    if (address != null && isBlocked(address)) {
      return "ip-address";
    }
    if (Globs.anyMatches(releases, release)) {
      return "release-version";
    }
    boolean local = "127.0.0.1".equals(address) || "::1".equals(address);
    if (local && isOn("filters:localhost", false)) {
      return "localhost";
    }
    boolean crawler = userAgent != null && crawlers.matches(userAgent);
    return crawler && isOn("filters:web-crawlers", false) ? "web-crawlers" : null;
  }

  /** Whether an address lies in a network of CIDR notation. */
  private static final class CidrMatch {
    static boolean contains(String network, String address) {
      int slash = network.indexOf('/');
      byte[] base =
          NetUtil.createByteArrayFromIpAddressString(
              slash < 0 ? network : network.substring(0, slash));
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
      if (base == null || bytes == null || base.length != bytes.length) {
        return false;
      }
      String length = slash < 0 ? "" : network.substring(slash + 1).strip();
      if (slash >= 0 && !length.matches("\\d{1,3}")) {
        return false;
      }
      int bits = slash < 0 ? base.length * 8 : Integer.parseInt(length);
      if (bits > base.length * 8) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((base[bit / 8] & mask) != (bytes[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
