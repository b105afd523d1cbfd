package dev.vedette.event;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a content security policy has blocked, without what differs from page to page. */
public final class BlockedUri {

  /** The document itself. */
  public static final String SELF = "'self'";

  /** Schemes whose addresses name a host. */
  private static final Set<String> WITH_HOST =
      Set.of(
          "ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync svn svn+ssh sftp nfs git git+ssh ws wss"
              .split(" "));

  private BlockedUri() {}

  /**
   * The host of a web address, else scheme and host, else the scheme; {@code 'self'} for nothing
   * (spec 03 §15).
   */
  public static String normalized(@Nullable String sent) {
    if (sent == null || sent.isEmpty() || sent.equals("self") || sent.equals(SELF)) {
      return SELF;
    }
    int colon = sent.indexOf(':');
    if (colon < 0) {
      return ofScheme(sent, "");
    }
    boolean isScheme =
        colon > 0
            && isLetter(sent.charAt(0))
            && sent.substring(0, colon).chars().allMatch(BlockedUri::isSchemeCharacter);
    String scheme = isScheme ? sent.substring(0, colon).toLowerCase(Locale.ROOT) : "";
    String authority = authority(isScheme ? sent.substring(colon + 1) : sent);
    return scheme.equals("http") || scheme.equals("https")
        ? authority
        : ofScheme(scheme, authority);
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isSchemeCharacter(int c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  }

  private static String authority(String rest) {
    if (!rest.startsWith("//")) {
      return "";
    }
    int end = 2;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return rest.substring(2, end);
  }

  private static String ofScheme(String scheme, String authority) {
    if (!authority.isEmpty()) {
      return (scheme.isEmpty() ? "" : scheme + ":") + "//" + authority;
    }
    return WITH_HOST.contains(scheme) ? scheme + "://" : scheme + ":";
  }
}
