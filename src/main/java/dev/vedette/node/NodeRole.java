package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a node of a cluster does. */
enum NodeRole {
  /** Takes what SDKs send. */
  INGEST,
  /** Reads the feeds. */
  PIPELINE,
  /** Computes hashes. */
  GROUPING,
  /** Saves events and answers about issues. */
  ISSUE,
  /** The API and the pages. */
  WEB,
  /** Retention, roll-ups and other work that happens once in a cluster. */
  SCHEDULER;

  private static final String ALL = "all";

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The roles that the settings name.
   *
   * @throws IllegalArgumentException with one sentence that names the unknown one
   */
  static Set<NodeRole> of(Settings settings) {
    List<String> names = settings.get(Keys.ROLES);
    if (names.contains(ALL)) {
      return EnumSet.allOf(NodeRole.class);
    }
    if (names.stream().allMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "a node needs a role. Use all, or some of %s".formatted(known()));
    }
    Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
    for (String name : names) {
      roles.add(
          EnumSet.allOf(NodeRole.class).stream()
              .filter(role -> role.label().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "%s is no role. Use all, or some of %s".formatted(name, known()))));
    }
    return roles;
  }

  private static String known() {
    return String.join(", ", EnumSet.allOf(NodeRole.class).stream().map(NodeRole::label).toList());
  }
}
