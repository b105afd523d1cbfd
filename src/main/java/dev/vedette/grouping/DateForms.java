package dev.vedette.grouping;

/** The ways to write a date or a time, in the order in which they are tried (spec 03 §14.4). */
final class DateForms {

  private static final String WEEKDAY = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)";
  private static final String FULL_WEEKDAY =
      "(?:Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)";
  private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String ZONE = "(?:UT|GMT|[ECMP](?:ST|DT)|[A-IK-Z])";
  private static final String OFFSET_OR_ZONE = "(?:[+-]\\d\\d[0-5]\\d|" + ZONE + ")";
  private static final String YEAR = "(?:19\\d\\d|[2-9]\\d\\d\\d)";
  private static final String DAY = "(?:0[1-9]|[12]?\\d|3[01])";
  private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d(?::(?:[0-5]\\d|60))?";

  static final String ALL =
      String.join(
          "|",
          WEEKDAY
              + ",\\s\\d{1,2}\\s"
              + MONTH
              + "\\s\\d{2,4}\\s\\d{1,2}:\\d{1,2}(?::\\d{1,2})?\\s"
              + OFFSET_OR_ZONE,
          "(?:" + WEEKDAY + "\\s)?" + MONTH + "\\s[0-3]\\d,\\s\\d{2,4}",
          FULL_WEEKDAY + ",\\s\\d\\d-" + MONTH + "-\\d\\d\\s\\d\\d:\\d\\d:\\d\\d\\s" + ZONE,
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z?(?:[+-]?\\d\\d:\\d\\d)?",
          "\\d{4}-?[01]\\d-?[0-3]\\d\\s[0-2]\\d:[0-5]\\d:[0-5]\\d(?:\\.\\d+)?",
          "\\d{1,2}:\\d\\d(?::\\d\\d)?(?:[aApP][mM])?",
          "\\d{4}-[01]\\d-[0-3]\\d",
          "[0-2]\\d:[0-5]\\d:[0-5]\\d",
          "\\d{4}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?"
              + "(?:Z|[+-][0-2]\\d:[0-5]\\d)",
          "\\b(?:"
              + WEEKDAY
              + "\\s++)?"
              + MONTH
              + "\\s++\\d{1,2}\\s++\\d\\d:\\d\\d:\\d\\d\\s++\\d{4}",
          "\\b(?:"
              + WEEKDAY
              + ",\\s++)?"
              + DAY
              + "\\s++"
              + MONTH
              + "\\s++"
              + YEAR
              + "\\s++"
              + CLOCK
              + "\\s++"
              + OFFSET_OR_ZONE,
          "datetime.datetime\\([^)\\n]*+\\)");

  private DateForms() {}
}
