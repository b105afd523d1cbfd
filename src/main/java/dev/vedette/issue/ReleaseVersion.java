package dev.vedette.issue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A release whose version is semantic, {@code package@major.minor.patch.revision-prerelease+build}
 * (spec 02 §5.5, 04 §8.1). Ordered as such versions are: a prerelease comes before its release;
 * versions that differ in their build alone are ordered by it, numbers as numbers.
 *
 * @param components how many of the numbers the version has; those it has not are 0
 * @param prerelease empty without one
 * @param build empty without one
 */
public record ReleaseVersion(
    String name,
    long major,
    long minor,
    long patch,
    long revision,
    int components,
    String prerelease,
    String build)
    implements Comparable<ReleaseVersion> {

  /** Only the first number is required; a prerelease may be glued to the last one. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<name>\\S+)@(?<version>(?<major>\\d{1,18})(?:\\.(?<minor>\\d{1,18}))?"
              + "(?:\\.(?<patch>\\d{1,18}))?(?:\\.(?<revision>\\d{1,18}))?"
              + "(?:-(?<prerelease>[0-9A-Za-z.-]+)|(?<glued>[A-Za-z][0-9A-Za-z.-]*))?)"
              + "(?:\\+(?<build>[0-9A-Za-z.-]+))?");

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
  private static final Set<Integer> HASH_LENGTHS = Set.of(12, 16, 20, 32, 40, 64);

  private static final int LATEST = 10;
  private static final int FEW = 3;

  private static final Comparator<ReleaseVersion> ORDER =
      Comparator.comparingLong(ReleaseVersion::major)
          .thenComparingLong(ReleaseVersion::minor)
          .thenComparingLong(ReleaseVersion::patch)
          .thenComparingLong(ReleaseVersion::revision)
          .thenComparing(ReleaseVersion::prerelease, ReleaseVersion::comparePrereleases)
          .thenComparing(ReleaseVersion::build, ReleaseVersion::compareBuilds);

  /** Reads a version; empty when it is none of this form, has no package or is a hash. */
  public static Optional<ReleaseVersion> parse(String version) {
    Matcher form = FORM.matcher(version);
    if (!form.matches() || isHash(form.group("version"))) {
      return Optional.empty();
    }
    return Optional.of(
        new ReleaseVersion(
            form.group("name"),
            number(form.group("major")),
            number(form.group("minor")),
            number(form.group("patch")),
            number(form.group("revision")),
            components(form),
            form.group("glued") == null ? text(form.group("prerelease")) : form.group("glued"),
            text(form.group("build"))));
  }

  private static int components(Matcher form) {
    int count = 0;
    for (String part : List.of("major", "minor", "patch", "revision")) {
      count += form.group(part) == null ? 0 : 1;
    }
    return count;
  }

  /** Whether a version, without its package, is the hash of a commit or a build. */
  public static boolean isHash(String version) {
    return HASH_LENGTHS.contains(version.length()) && HEX.matcher(version).matches();
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static int comparePrereleases(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Boolean.compare(one.isEmpty(), other.isEmpty());
    }
    return compareIdentifiers(one, other);
  }

  private static int compareBuilds(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Boolean.compare(other.isEmpty(), one.isEmpty());
    }
    return compareIdentifiers(one, other);
  }

  private static int compareIdentifiers(String one, String other) {
    String[] ours = one.split("\\.");
    String[] theirs = other.split("\\.");
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      boolean number = ours[i].matches("\\d{1,18}");
      boolean otherNumber = theirs[i].matches("\\d{1,18}");
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
