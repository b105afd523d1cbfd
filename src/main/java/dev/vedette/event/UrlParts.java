package dev.vedette.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a URL as browsers send it. Browsers leave characters unescaped that the grammar of
 * URIs forbids; such a URL is split all the same.
 *
 * @param scheme in lower case
 * @param authority host with port and credentials, or null when the scheme has none
 * @param path without query and fragment
 */
public record UrlParts(String scheme, @Nullable String authority, String path) {

  private static final Pattern URL =
      Pattern.compile(
          "([a-zA-Z][a-zA-Z0-9+.-]{0,40}):(?://([^/?#\\\\]*))?([^?#]*).*", Pattern.DOTALL);

  /** Splits a URL; null when the text does not begin with a scheme. */
  public static @Nullable UrlParts of(String text) {
    Matcher match = URL.matcher(text);
    return match.matches()
        ? new UrlParts(
            match.group(1).toLowerCase(java.util.Locale.ROOT), match.group(2), match.group(3))
        : null;
  }

  /** Host and port of a web address; null for other schemes and without a host. */
  public @Nullable String webAuthority() {
    boolean web = scheme.equals("http") || scheme.equals("https");
    return web && authority != null && !authority.isEmpty()
        ? authority.substring(authority.lastIndexOf('@') + 1)
        : null;
  }

  /** The host of a web address without its port; null for other schemes and without a host. */
  public @Nullable String webHost() {
    String host = webAuthority();
    if (host == null) {
      return null;
    }
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** The path with the characters escaped that no URL may hold. */
  public String escapedPath() {
    StringBuilder out = new StringBuilder(path.length());
    path.codePoints()
        .forEach(c -> {
          if (c > ' ' && c < 0x7f && "\"<>`{}".indexOf(c) < 0) {
            out.appendCodePoint(c);
          } else {
            for (byte b : Character.toString(c).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
              out.append('%').append("%02X".formatted(b));
            }
          }
        });
    return out.toString();
  }
}
