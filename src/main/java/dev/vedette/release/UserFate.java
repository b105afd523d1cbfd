package dev.vedette.release;

import java.util.EnumSet;
import java.util.Set;

/** What users had in their sessions; each is counted apart (spec 02 §21.3). */
enum UserFate {
  ERRORED,
  CRASHED,
  ABNORMAL,
  /** The application did not respond. */
  ANR,
  ANR_FOREGROUND;

  private static final String FOREGROUND = "anr_foreground";
  private static final String BACKGROUND = "anr_background";

  /**
   * What the user of a session had.
   *
   * @param status last status of the session
   * @param errored whether it had an error
   * @param mechanism why it ended abnormally; empty when unknown
   */
  static Set<UserFate> of(String status, boolean errored, String mechanism) {
    EnumSet<UserFate> fates = EnumSet.noneOf(UserFate.class);
    boolean crashed = status.equals("crashed");
    boolean abnormal = status.equals("abnormal");
    if (errored || crashed || abnormal) {
      fates.add(ERRORED);
    }
    if (crashed) {
      fates.add(CRASHED);
    }
    if (abnormal) {
      fates.add(ABNORMAL);
      if (mechanism.equals(FOREGROUND) || mechanism.equals(BACKGROUND)) {
        fates.add(ANR);
      }
      if (mechanism.equals(FOREGROUND)) {
        fates.add(ANR_FOREGROUND);
      }
    }
    return fates;
  }
}
