package dev.vedette.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name a misspelt one probably meant. */
final class Nearest {

  private static final int MAX_DISTANCE = 4;

  private Nearest() {}

  /** The known name with the smallest edit distance, or null when none is near. */
  static @Nullable String of(String name, Collection<String> known) {
    return of(name, known, MAX_DISTANCE);
  }

  /** The known name with the smallest edit distance, or null when none is so near. */
  static @Nullable String of(String name, Collection<String> known, int mostDistance) {
    String best = null;
    int bestDistance = mostDistance + 1;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
