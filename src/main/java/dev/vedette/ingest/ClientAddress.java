package dev.vedette.ingest;

import dev.vedette.outbound.Networks;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the address of the client behind trusted proxies (spec 01 §6.1). */
public final class ClientAddress {

  private static final List<String> HEADERS =
      List.of(
          "x-sentry-forwarded-for",
          "cf-connecting-ip",
          "x-vercel-forwarded-for",
          "x-forwarded-for",
          "x-real-ip");

  private final Networks trusted;

  /** Trusts the headers of these proxies: addresses and CIDR blocks. */
  public ClientAddress(List<String> trustedProxies) {
    this.trusted = Networks.of(trustedProxies);
  }

  /**
   * The client address, or null when it is unknown.
   *
   * @param headers values of headers by lower-case name
   */
  public @Nullable String of(Function<String, @Nullable String> headers, String peer) {
    String first = chain(headers, peer).split(",", 2)[0].strip();
    return Networks.address(first) == null ? null : first;
  }

  /**
   * The nearest address that is no trusted proxy: what a client claims before it does not count, so
   * that limits by address hold.
   */
  public String nearest(Function<String, @Nullable String> headers, String peer) {
    String[] hops = chain(headers, peer).split(",");
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].strip();
      if (Networks.address(hop) != null && !trusted.contains(hop)) {
        return hop;
      }
    }
    return peer;
  }

  private String chain(Function<String, @Nullable String> headers, String peer) {
    if (trusted.contains(peer)) {
      for (String name : HEADERS) {
        String value = headers.apply(name);
        if (value != null && !value.isBlank()) {
          return value;
        }
      }
    }
    return peer;
  }
}
