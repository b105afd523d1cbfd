package dev.vedette.outbound;

/** A request that was not sent, or whose answer was not taken; the message says which rule. */
public final class OutboundRefused extends Exception {
  private static final long serialVersionUID = 1L;

  OutboundRefused(String rule) {
    super(rule, null, false, false);
  }
}
