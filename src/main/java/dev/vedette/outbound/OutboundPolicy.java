package dev.vedette.outbound;

import java.net.InetAddress;
import java.util.List;

/**
 * Where requests may go: never to addresses that stand for networks of our own, unless they are
 * allowed by name.
 */
public final class OutboundPolicy {

  /** Addresses that the public Internet does not route, or routes back to us. */
  private static final Networks RESERVED =
      Networks.of(
          List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "fc00::/7",
              "fe80::/10",
              "ff00::/8"));

  private final boolean enabled;
  private final Networks allowed;

  /**
   * A policy.
   *
   * @param enabled false forbids all requests: the server is cut off on purpose
   * @param allowed networks that may be reached although they are reserved
   */
  public OutboundPolicy(boolean enabled, List<String> allowed) {
    this.enabled = enabled;
    this.allowed = Networks.of(allowed);
  }

  boolean isEnabled() {
    return enabled;
  }

  /** Whether an address may be reached. */
  public boolean allows(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return allowed.contains(plain) || !RESERVED.contains(plain);
  }
}
