package dev.vedette.grouping;

/**
 * Which pairs of neighbouring bytes a text has, as a bloom filter of 256 bits: a text whose pairs
 * are not all there cannot contain what a glob wants, and most globs are refused by that alone.
 * Pairs with a slash do not count, since globs of paths may do without theirs.
 */
record Bigrams(long first, long second, long third, long fourth) {

  static final Bigrams NONE = new Bigrams(0, 0, 0, 0);

  static Bigrams of(byte[] text) {
    return of(text, 0, text.length);
  }

  static Bigrams of(byte[] text, int from, int to) {
    long[] bits = new long[4];
    for (int i = from; i + 1 < to; i++) {
      if (text[i] != '/' && text[i + 1] != '/') {
        int place = (text[i] * 31 + text[i + 1]) * 0x9E3779B1 >>> 24;
        bits[place >> 6] |= 1L << place;
      }
    }
    return new Bigrams(bits[0], bits[1], bits[2], bits[3]);
  }

  Bigrams and(Bigrams other) {
    return new Bigrams(
        first | other.first, second | other.second, third | other.third, fourth | other.fourth);
  }

  /** False only if a pair of the other's is missing here. */
  boolean mayInclude(Bigrams other) {
    return ((other.first & ~first)
            | (other.second & ~second)
            | (other.third & ~third)
            | (other.fourth & ~fourth))
        == 0;
  }
}
