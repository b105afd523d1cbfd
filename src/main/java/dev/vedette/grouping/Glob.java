package dev.vedette.grouping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * A glob of rules, which must match a whole value, byte by byte of its UTF-8 form (spec 03 §6.3).
 * The time of a match grows with the product of the lengths at most. Immutable.
 */
final class Glob {

  /** How a glob reads its text and the values. */
  enum Trait {
    /** A file path: {@code *} and {@code ?} stop at slashes, backslashes are slashes. */
    PATH,
    /** ASCII letters match in either case. */
    IGNORE_CASE,
    /** Line feeds are like any other byte. */
    ANY_LINE
  }

  /** A glob whose brackets or braces do not close, or that ends in a backslash. */
  static final class IllFormed extends Exception {
    private static final long serialVersionUID = 1;

    IllFormed(String message) {
      super(message);
    }
  }

  private static final byte[] NOTHING = new byte[0];

  private final boolean path;
  private final boolean fold;
  private final byte[] prefix;
  private final byte[] suffix;
  private final Bigrams required;
  private final GlobProgram program;
  private final boolean literal;

  private Glob(Set<Trait> traits, byte[] bytes, GlobProgram program) {
    this.path = traits.contains(Trait.PATH);
    this.fold = traits.contains(Trait.IGNORE_CASE);
    this.prefix = literalPrefix(bytes);
    this.suffix = literalSuffix(bytes);
    this.required = required(bytes);
    this.program = program;
    this.literal = prefix.length == bytes.length;
  }

  /**
   * Compiles a glob.
   *
   * @throws IllFormed when it is none
   */
  static Glob compile(String text, Set<Trait> traits) throws IllFormed {
    byte[] bytes = subject(text, traits.contains(Trait.PATH), traits.contains(Trait.IGNORE_CASE));
    GlobCompiler compiler =
        new GlobCompiler(bytes, traits.contains(Trait.PATH), traits.contains(Trait.ANY_LINE));
    return new Glob(traits, bytes, compiler.compile());
  }

  /** What stands before the first special character: a cheap way to say no. */
  private static byte[] literalPrefix(byte[] glob) {
    int end = 0;
    while (end < glob.length && !isSpecial(glob[end])) {
      end++;
    }
    return Arrays.copyOf(glob, end);
  }

  private static byte[] literalSuffix(byte[] glob) {
    int start = glob.length;
    while (start > 0 && !isSpecial(glob[start - 1])) {
      start--;
    }
    // of "**/" the slash may match nothing
    int kept = Math.min(glob.length, start == 0 ? 0 : start + 1);
    return kept == glob.length ? NOTHING : Arrays.copyOfRange(glob, kept, glob.length);
  }

  /** What every value that matches contains; of globs with alternatives only their beginning. */
  private static Bigrams required(byte[] glob) {
    Bigrams required = Bigrams.NONE;
    int start = 0;
    for (int i = 0; i <= glob.length; i++) {
      if (i == glob.length || isSpecial(glob[i])) {
        required = required.and(Bigrams.of(glob, start, i));
        start = i + 1;
      }
      if (i < glob.length && (glob[i] == '[' || glob[i] == '{')) {
        return required;
      }
    }
    return required;
  }

  private static boolean isSpecial(byte c) {
    return switch (c) {
      case '*', '?', '[', ']', '{', '}', '\\', ',' -> true;
      default -> false;
    };
  }

  /** The bytes that a glob of this kind compares; see {@link #matches(byte[])}. */
  byte[] subject(String value) {
    return subject(value, path, fold);
  }

  /** The bytes that globs compare: folded to lower case, backslashes turned, as asked. */
  static byte[] subject(String value, boolean path, boolean fold) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (!path && !fold) {
      return bytes;
    }
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (fold && b >= 'A' && b <= 'Z') {
        bytes[i] = (byte) (b + ('a' - 'A'));
      } else if (path && b == '\\') {
        bytes[i] = '/';
      }
    }
    return bytes;
  }

  /** Whether it matches its own text and nothing else. */
  boolean isLiteral() {
    return literal;
  }

  /** Pairs of bytes that every value that matches has. */
  Bigrams required() {
    return required;
  }

  boolean matches(String value) {
    return matches(subject(value));
  }

  /** Whether a value as {@link #subject(String)} gives it matches. */
  boolean matches(byte[] value) {
    if (matchesExactly(value)) {
      return true;
    }
    if (!path || (value.length > 0 && value[0] == '/') || (prefix.length > 0 && prefix[0] != '/')) {
      return false;
    }
    byte[] rooted = new byte[value.length + 1];
    rooted[0] = '/';
    System.arraycopy(value, 0, rooted, 1, value.length);
    return matchesExactly(rooted);
  }

  private boolean matchesExactly(byte[] value) {
    if (literal) {
      return Arrays.equals(value, prefix);
    }
    return startsWith(value) && endsWith(value) && program.matches(value);
  }

  private boolean startsWith(byte[] value) {
    return value.length >= prefix.length
        && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
  }

  private boolean endsWith(byte[] value) {
    return value.length >= suffix.length
        && Arrays.equals(
            value, value.length - suffix.length, value.length, suffix, 0, suffix.length);
  }
}
