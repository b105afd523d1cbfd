package dev.vedette.grouping;

/**
 * In what grouping configurations differ (spec 03 §22.1).
 *
 * @param javascript special cases of JavaScript frames
 * @param contextLines source lines count on some platforms
 * @param dropsAllUrlContext source lines of frames from URLs never count
 * @param phpMethods methods of anonymous classes keep their names
 * @param javaProxies generated proxies of newer frameworks are masked
 * @param parameterized values in messages are replaced by their kinds
 */
record GroupingSwitches(
    boolean javascript,
    boolean contextLines,
    boolean dropsAllUrlContext,
    boolean phpMethods,
    boolean javaProxies,
    boolean parameterized) {

  static final GroupingSwitches NEWSTYLE_2023 =
      new GroupingSwitches(true, true, false, true, true, true);
  static final GroupingSwitches NEWSTYLE_2019_10 =
      new GroupingSwitches(true, true, false, true, false, true);
  static final GroupingSwitches NEWSTYLE_2019_05 =
      new GroupingSwitches(true, true, true, false, false, true);
}
