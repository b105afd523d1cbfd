package dev.vedette.grouping;

/**
 * What does not change about a frame while rules are applied: which of them match it as far as its
 * own fields go, and which of the conditions on neighbours it fulfils. Both are bit sets, and must
 * not be changed.
 *
 * @param rules bits by the number of the rule
 * @param neighbours bits by the number of the condition
 */
record FrameFacts(long[] rules, long[] neighbours) {

  static boolean has(long[] bits, int index) {
    return (bits[index >> 6] & (1L << index)) != 0;
  }

  static void set(long[] bits, int index) {
    bits[index >> 6] |= 1L << index;
  }

  static long[] bits(int count) {
    return new long[(count + 63) >> 6];
  }
}
