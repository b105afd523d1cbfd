package dev.vedette.project;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for slugs (spec 11 §6). */
public final class Slugs {

  private static final int MAX_LENGTH = 50;
  private static final int LONGEST_END = 12;
  private static final String HEX = "0123456789abcdef";
  private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Lengths of random ends, in the order of the tries. */
  private static final List<Integer> END_LENGTHS =
      Stream.of(
              Collections.nCopies(1, 2),
              Collections.nCopies(5, 3),
              Collections.nCopies(20, 5),
              Collections.nCopies(1, LONGEST_END))
          .flatMap(List::stream)
          .toList();

  private static final Pattern PROJECT = Pattern.compile("[a-z0-9_-]{1,50}");
  private static final Pattern ORGANIZATION = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9-]*");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private static final Set<String> RESERVED_PROJECTS =
      Set.of(
          "$all",
          "api-keys",
          "audit-log",
          "auth",
          "members",
          "projects",
          "rate-limits",
          "repos",
          "settings",
          "teams",
          "billing",
          "payments",
          "legal",
          "subscription",
          "support",
          "integrations",
          "developer-settings",
          "usage");

  private static final Set<String> RESERVED_ORGANIZATIONS =
      Set.of(
          "404",
          "500",
          "_admin",
          "_experiment",
          "_static",
          "about",
          "accountspayable",
          "au1",
          "github-deployment-gate",
          "ingest-beta",
          "integration-platform",
          "organization-avatar",
          "project-avatar",
          "projects",
          "sa1",
          "syntaxfm",
          "team-avatar",
          "themonitor",
          "accept",
          "access",
          "account",
          "acl",
          "admin",
          "answers",
          "ap",
          "api",
          "app",
          "assets",
          "at",
          "auth",
          "authentication",
          "avatar",
          "billing",
          "blog",
          "branding",
          "careers",
          "client",
          "clients",
          "community",
          "contact",
          "corp",
          "customers",
          "de",
          "debug",
          "devinfra",
          "docs",
          "enterprise",
          "eu",
          "events",
          "expenses",
          "ext",
          "extension",
          "extensions",
          "features",
          "finance",
          "for",
          "from",
          "get-cli",
          "guide",
          "help",
          "ingest",
          "integrations",
          "invoice",
          "invoices",
          "ja",
          "jobs",
          "legal",
          "live",
          "login",
          "logout",
          "lp",
          "mail",
          "manage",
          "metrics",
          "my",
          "onboarding",
          "organizations",
          "out",
          "payment",
          "payments",
          "platforms",
          "plugins",
          "policy",
          "pricing",
          "privacy",
          "receipt",
          "receipts",
          "referrals",
          "register",
          "remote",
          "resources",
          "sales",
          "security",
          "sentry-apps",
          "settings",
          "setup",
          "signup",
          "sponsorship",
          "ssh",
          "sso",
          "staff",
          "static",
          "subscribe",
          "support",
          "syntax",
          "teams",
          "terms",
          "thanks",
          "trust",
          "us",
          "vs",
          "welcome");

  private Slugs() {}

  /** What is wrong with a slug of a project, team or monitor; null when nothing is. */
  public static @Nullable String projectProblem(String slug) {
    if (!PROJECT.matcher(slug).matches() || DIGITS.matcher(slug).matches()) {
      return "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens."
          + " It cannot be entirely numeric.";
    }
    return RESERVED_PROJECTS.contains(slug)
        ? "The slug \"%s\" is reserved and not allowed.".formatted(slug)
        : null;
  }

  /** What is wrong with a slug of an organization; null when nothing is. */
  public static @Nullable String organizationProblem(String slug) {
    if (slug.length() < 3) {
      return "This slug \"%s\" is too short. Minimum of 3 characters.".formatted(slug);
    }
    boolean valid =
        slug.length() <= 50
            && ORGANIZATION.matcher(slug).matches()
            && !slug.endsWith("-")
            && !DIGITS.matcher(slug).matches();
    if (!valid) {
      return "Enter a valid slug consisting of letters, numbers, or hyphens."
          + " It cannot be entirely numeric or start/end with a hyphen.";
    }
    return RESERVED_ORGANIZATIONS.contains(slug.toLowerCase(Locale.ROOT))
        ? "This slug \"%s\" is reserved and not allowed.".formatted(slug)
        : null;
  }

  /** Random digits, not all of them decimal: a number is no slug. */
  private static String randomHex() {
    String random = random(LONGEST_END, HEX);
    return DIGITS.matcher(random).matches() ? "a" + random.substring(1) : random;
  }

  /**
   * A slug that nobody has: the given one, or one with a random end; of random digits alone when
   * there is nothing to begin with (spec 11 §6.2).
   *
   * @param isTaken whether somebody has a slug already
   */
  public static String unique(String slug, Predicate<String> isTaken) {
    if (slug.isEmpty() || RESERVED_PROJECTS.contains(slug)) {
      return randomHex();
    }
    if (!DIGITS.matcher(slug).matches() && !isTaken.test(slug)) {
      return slug;
    }
    for (int length : END_LENGTHS) {
      String start = slug.substring(0, Math.min(slug.length(), MAX_LENGTH - length - 1));
      String candidate = start + "-" + random(length, LETTERS_AND_DIGITS);
      if (!isTaken.test(candidate)) {
        return candidate;
      }
    }
    return randomHex();
  }

  private static String random(int length, String alphabet) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** A slug made from a name; empty when the name has no letter or digit. */
  public static String of(String name) {
    String slug =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_\\s-]", "")
            .strip()
            .replaceAll("[\\s-]+", "-")
            .replaceAll("^[-_]+|[-_]+$", "");
    return slug.length() > 50 ? slug.substring(0, 50).replaceAll("-+$", "") : slug;
  }
}
