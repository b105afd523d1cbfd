package dev.vedette.grouping;

/** The ways to write an IP address, in the order in which they are tried (spec 03 §14.4). */
final class AddressForms {

  private static final String H = "[0-9a-fA-F]{1,4}";
  private static final String OCTET = "(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])";
  private static final String QUAD = OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET;

  static final String ALL =
      String.join(
          "|",
          "(?:" + H + ":){7}" + H,
          "(?:" + H + ":){1,7}:",
          "(?:" + H + ":){1,6}:" + H,
          "(?:" + H + ":){1,5}(?::" + H + "){1,2}",
          "(?:" + H + ":){1,4}(?::" + H + "){1,3}",
          "(?:" + H + ":){1,3}(?::" + H + "){1,4}",
          "(?:" + H + ":){1,2}(?::" + H + "){1,5}",
          H + ":(?::" + H + "){1,6}",
          ":(?::" + H + "){1,7}|::",
          "fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+",
          "::(?:ffff(?::0{1,4})?:)?" + QUAD,
          "(?:" + H + ":){1,4}:" + QUAD + "\\b",
          "\\b" + QUAD + "\\b");

  private AddressForms() {}
}
