package dev.vedette.ingest;

import dev.vedette.event.UrlParts;
import dev.vedette.json.Json;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The allowed origins of a project (spec 01 §5.2). */
public final class Origins {

  private final List<Entry> entries;

  /**
   * An entry.
   *
   * @param path with which the path of the dialog's page must begin; empty for any
   */
  private record Entry(String scheme, String host, int port, String path) {}

  private Origins(List<Entry> entries) {
    this.entries = entries;
  }

  /** Reads the option {@code sentry:origins}; without it every origin is allowed. */
  public static Origins of(Json.Obj options) {
    Json option = options.present("sentry:origins");
    if (!(option instanceof Json.Arr(List<Json> items))) {
      return new Origins(List.of(new Entry("", "*", 0, "")));
    }
    List<Entry> entries = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Str(String text)) {
        String bare = text.strip().toLowerCase(Locale.ROOT).replaceAll("/+$", "");
        if (!bare.isEmpty()) {
          entries.add(entry(bare));
        }
      }
    }
    return new Origins(entries);
  }

  private static Entry entry(String text) {
    int scheme = text.indexOf("://");
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon >= 0 && authority.substring(colon + 1).matches("\\d{1,5}");
    return new Entry(
        scheme < 0 ? "" : text.substring(0, scheme),
        ascii(hasPort ? authority.substring(0, colon) : authority),
        hasPort ? Integer.parseInt(authority.substring(colon + 1)) : 0,
        slash < 0 ? "" : rest.substring(slash).replaceAll("\\*+$", ""));
  }

  private static String ascii(String host) {
    try {
      return host.contains("*") ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException notAName) {
      return host;
    }
  }

  /** The origin of a request: {@code Origin}, else scheme and authority of {@code Referer}. */
  static @Nullable String ofRequest(@Nullable String origin, @Nullable String referer) {
    boolean absent = origin == null || origin.isBlank() || origin.equals("null");
    String text = absent ? referer : origin;
    UrlParts url = text == null ? null : web(text);
    return url == null ? null : url.scheme() + "://" + url.authority();
  }

  private static @Nullable UrlParts web(String text) {
    UrlParts url = UrlParts.of(text.strip());
    return url == null || url.webHost() == null ? null : url;
  }

  /** Whether a request of this origin may send; without an origin it may. */
  public boolean allow(@Nullable String origin) {
    UrlParts url = origin == null ? null : web(origin);
    return url == null || entries.stream().anyMatch(entry -> matches(entry, url));
  }

  /**
   * As {@link #allow}, but without an origin only where every origin is allowed, and for the paths
   * that entries name (spec 01 §5.2, end).
   *
   * @param page address of the page, or null when the browser does not tell
   */
  boolean allowDialog(@Nullable String origin, @Nullable String page) {
    boolean all = entries.stream().anyMatch(entry -> entry.host().equals("*") && entry.port() == 0);
    UrlParts url = origin == null ? null : web(origin);
    if (url == null) {
      return all;
    }
    String path = path(page);
    return entries.stream()
        .anyMatch(
            entry -> matches(entry, url) && (path.isEmpty() || path.startsWith(entry.path())));
  }

  /** The path of a page; empty when the browser does not tell it, as most do across origins. */
  private static String path(@Nullable String page) {
    UrlParts url = page == null ? null : web(page);
    String path = url == null ? "" : url.escapedPath();
    return path.equals("/") ? "" : path.toLowerCase(Locale.ROOT);
  }

  private static boolean matches(Entry entry, UrlParts origin) {
    String scheme = origin.scheme();
    if (!entry.scheme().isEmpty()
        && !entry.scheme().equals("*")
        && !entry.scheme().equals(scheme)) {
      return false;
    }
    if (entry.port() != 0 && entry.port() != port(origin)) {
      return false;
    }
    String host = ascii(String.valueOf(origin.webHost()).toLowerCase(Locale.ROOT));
    if (entry.host().equals("*")) {
      return true;
    }
    if (entry.host().startsWith("*.")) {
      String domain = entry.host().substring(2);
      return host.equals(domain) || host.endsWith("." + domain);
    }
    return host.equals(entry.host());
  }

  private static int port(UrlParts origin) {
    String authority = String.valueOf(origin.webAuthority());
    String port = authority.substring(String.valueOf(origin.webHost()).length());
    if (port.matches(":\\d{1,5}")) {
      return Integer.parseInt(port.substring(1));
    }
    return origin.scheme().equals("https") ? 443 : 80;
  }
}
