package dev.vedette.node;

/** An address to listen on. */
public record Address(String host, int port) {

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException with the rule
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    String rule = "must have the form HOST:PORT, e.g. 127.0.0.1:9000";
    if (colon <= 0) {
      throw new IllegalArgumentException(rule);
    }
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= 65_535) {
        return new Address(host, port);
      }
    } catch (NumberFormatException notNumber) {
      throw new IllegalArgumentException(rule, notNumber);
    }
    throw new IllegalArgumentException(rule);
  }

  /** The URL of this address, the wildcard shown as localhost. */
  public String url() {
    boolean wildcard = host.equals("0.0.0.0") || host.equals("::");
    String shown = wildcard ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + shown + ":" + port;
  }
}
