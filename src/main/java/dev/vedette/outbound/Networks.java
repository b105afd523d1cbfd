package dev.vedette.outbound;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of networks in CIDR notation; single addresses count as networks of one. */
public final class Networks {

  private final List<Network> networks;

  private record Network(byte[] address, int bits) {}

  private Networks(List<Network> networks) {
    this.networks = networks;
  }

  /** Reads networks; entries that do not parse match nothing. */
  public static Networks of(Iterable<String> entries) {
    List<Network> networks = new ArrayList<>();
    for (String entry : entries) {
      int slash = entry.indexOf('/');
      byte[] address = address(slash < 0 ? entry : entry.substring(0, slash));
      if (address != null) {
        int bits = slash < 0 ? address.length * 8 : bits(entry.substring(slash + 1));
        if (bits >= 0 && bits <= address.length * 8) {
          networks.add(new Network(address, bits));
        }
      }
    }
    return new Networks(networks);
  }

  private static int bits(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  /** The bytes of a literal address, or null; names are never resolved. */
  public static byte @Nullable [] address(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text.strip());
    try {
      // Turns an IPv4 address mapped into IPv6 into its four bytes.
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException impossible) {
      return null;
    }
  }

  /** Whether an address lies in one of the networks. */
  public boolean contains(String text) {
    byte[] address = address(text);
    return address != null && networks.stream().anyMatch(network -> matches(network, address));
  }

  private static boolean matches(Network network, byte[] address) {
    if (network.address().length != address.length) {
      return false;
    }
    for (int bit = 0; bit < network.bits(); bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((network.address()[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
