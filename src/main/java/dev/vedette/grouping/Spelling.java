package dev.vedette.grouping;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant by a word that is not known. */
final class Spelling {

  private Spelling() {}

  /** The known word with the fewest differences; null when all are too different. */
  static @Nullable String nearest(String word, Collection<String> known) {
    String nearest = null;
    int least = Math.max(1, word.length() / 2);
    for (String one : known.stream().sorted().toList()) {
      int distance = distance(word, one);
      if (distance < least || (distance == least && nearest == null)) {
        least = distance;
        nearest = one;
      }
    }
    return nearest;
  }

  /** How many letters must be put in, taken out or changed. */
  private static int distance(String one, String other) {
    int[] last = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[other.length()];
  }
}
