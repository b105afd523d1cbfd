package dev.vedette.issue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release whose version is semantic, {@code package@major.minor.patch.revision-prerelease+build}
 * (spec 04 §8.1). Ordered as such versions are: a prerelease comes before its release.
 */
record ReleaseVersion(
    String name, long major, long minor, long patch, long revision, String prerelease)
    implements Comparable<ReleaseVersion> {

  private static final Pattern FORM =
      Pattern.compile(
          "([^@\\s]+)@(\\d{1,15})\\.(\\d{1,15})(?:\\.(\\d{1,15}))?(?:\\.(\\d{1,15}))?"
              + "(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");

  private static final int LATEST = 10;
  private static final int FEW = 3;

  private static final Comparator<ReleaseVersion> ORDER =
      Comparator.comparingLong(ReleaseVersion::major)
          .thenComparingLong(ReleaseVersion::minor)
          .thenComparingLong(ReleaseVersion::patch)
          .thenComparingLong(ReleaseVersion::revision)
          .thenComparing(ReleaseVersion::prerelease, ReleaseVersion::comparePrereleases);

  /** Reads a version; empty when it is none of this form. */
  static Optional<ReleaseVersion> parse(String version) {
    Matcher form = FORM.matcher(version);
    return form.matches()
        ? Optional.of(
            new ReleaseVersion(
                form.group(1),
                number(form.group(2)),
                number(form.group(3)),
                number(form.group(4)),
                number(form.group(5)),
                form.group(6) == null ? "" : form.group(6)))
        : Optional.empty();
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static int comparePrereleases(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Boolean.compare(one.isEmpty(), other.isEmpty());
    }
    String[] ours = one.split("\\.");
    String[] theirs = other.split("\\.");
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      boolean number = ours[i].matches("\\d{1,15}");
      boolean otherNumber = theirs[i].matches("\\d{1,15}");
      int order =
          number && otherNumber
              ? Long.compare(Long.parseLong(ours[i]), Long.parseLong(theirs[i]))
              : number == otherNumber
                  ? ours[i].compareTo(theirs[i])
                  : Boolean.compare(otherNumber, number);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(ours.length, theirs.length);
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    return ORDER.compare(this, other);
  }

  /**
   * Whether a project's releases are versioned semantically.
   *
   * @param latest versions of its latest releases, newest first; the first ten count
   */
  static boolean isFollowedBy(List<String> latest) {
    List<Boolean> semantic =
        latest.stream().limit(LATEST).map(version -> parse(version).isPresent()).toList();
    long ofNewest = semantic.stream().limit(FEW).filter(one -> one).count();
    if (semantic.isEmpty()) {
      return false;
    }
    if (semantic.size() < FEW) {
      return semantic.getFirst();
    }
    long all = semantic.stream().filter(one -> one).count();
    return ofNewest > 0 && (semantic.size() < LATEST || all >= FEW);
  }
}
