package dev.vedette.grouping;

import java.util.Arrays;
import java.util.Optional;

/** The grouping configurations that can be computed (spec 03 §21.2, §22). */
enum GroupingConfigId {
  NEWSTYLE_2019_05_08(
      "newstyle:2019-05-08", "common:2019-03-23", GroupingSwitches.NEWSTYLE_2019_05),
  NEWSTYLE_2019_10_29(
      "newstyle:2019-10-29", "common:2019-03-23", GroupingSwitches.NEWSTYLE_2019_10),
  NEWSTYLE_2023_01_11("newstyle:2023-01-11", "newstyle:2023-01-11", GroupingSwitches.NEWSTYLE_2023);

  /** The configuration of projects that have not chosen one. */
  static final GroupingConfigId DEFAULT = NEWSTYLE_2023_01_11;

  private final String id;
  private final String base;
  private final GroupingSwitches switches;

  GroupingConfigId(String id, String base, GroupingSwitches switches) {
    this.id = id;
    this.base = base;
    this.switches = switches;
  }

  String id() {
    return id;
  }

  /** Name of the built-in stack trace rules. */
  String base() {
    return base;
  }

  GroupingSwitches switches() {
    return switches;
  }

  /** Whether fingerprint rules come with it. */
  boolean hasFingerprintRules() {
    return this == NEWSTYLE_2023_01_11;
  }

  static Optional<GroupingConfigId> of(String id) {
    return Arrays.stream(values()).filter(one -> one.id.equals(id)).findFirst();
  }
}
