package dev.vedette.grouping;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ruby functions of blocks and templates (spec 03 §10.4). */
final class RubyNames {

  private static final Pattern TEMPLATE =
      Pattern.compile("__\\d{4,}_\\d{4,}$", Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);

  private RubyNames() {}

  static void mask(String name, Component component) {
    if (name.startsWith("block ")) {
      component.setText("block", "ruby block");
      return;
    }
    Matcher template = TEMPLATE.matcher(name);
    if (template.find()) {
      component.setText(
          name.substring(0, template.start()), "removed generated erb template suffix");
    }
  }
}
