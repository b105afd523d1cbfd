package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A glob as a small machine: each instruction takes one byte of a set, or goes on in two places.
 * All places are followed at once, so that no value makes it go back.
 */
final class GlobProgram {

  /** Takes one byte of {@code bytes}, or goes to {@code next} and {@code other} without one. */
  private record Step(BitSet bytes, int next, int other) {}

  private static final BitSet NONE = new BitSet();
  private static final int NOWHERE = -1;

  private final Step[] steps;

  private GlobProgram(Step[] steps) {
    this.steps = steps;
  }

  boolean matches(byte[] value) {
    Places now = new Places(steps.length + 1);
    Places then = new Places(steps.length + 1);
    reach(now, 0);
    for (byte b : value) {
      if (now.size == 0) {
        return false;
      }
      then.clear();
      int unsigned = b & 0xff;
      for (int i = 0; i < now.size; i++) {
        int at = now.list[i];
        if (at < steps.length && steps[at].bytes().get(unsigned)) {
          reach(then, steps[at].next());
        }
      }
      Places swap = now;
      now = then;
      then = swap;
    }
    return now.contains(steps.length);
  }

  /** Adds a place and all that can be reached from it without taking a byte. */
  private void reach(Places places, int start) {
    if (!places.add(start)) {
      return;
    }
    // places are added behind the first one, and looked at in turn
    for (int i = places.size - 1; i < places.size; i++) {
      int at = places.list[i];
      if (at < steps.length && steps[at].bytes().isEmpty()) {
        var unused = places.add(steps[at].next()) | places.add(steps[at].other());
      }
    }
  }

  /** A set of places, in the order in which they were reached. */
  private static final class Places {
    private final int[] list;
    private final boolean[] known;
    private int size;

    Places(int capacity) {
      this.list = new int[capacity];
      this.known = new boolean[capacity];
    }

    /** Adds a place; whether it is one, and was not there. */
    boolean add(int place) {
      if (place == NOWHERE || known[place]) {
        return false;
      }
      known[place] = true;
      list[size++] = place;
      return true;
    }

    boolean contains(int place) {
      return known[place];
    }

    void clear() {
      for (int i = 0; i < size; i++) {
        known[list[i]] = false;
      }
      size = 0;
    }
  }

  /** Collects steps; a place is the number of the step that comes next. */
  static final class Builder {
    private final List<Step> steps = new ArrayList<>();

    int place() {
      return steps.size();
    }

    /** Takes one byte. */
    void take(byte b) {
      BitSet one = new BitSet(256);
      one.set(b & 0xff);
      steps.add(new Step(one, place() + 1, NOWHERE));
    }

    /** Takes one byte of a set, which must not be empty. */
    void takeAny(BitSet bytes) {
      steps.add(new Step(bytes, place() + 1, NOWHERE));
    }

    /** Takes as many bytes of a set as there are, or none. */
    void takeRun(BitSet bytes) {
      int start = reserve();
      takeAny(bytes);
      steps.add(new Step(NONE, start, NOWHERE));
      patch(start, start + 1, place());
    }

    /** Leaves room for a step that is not known yet. */
    int reserve() {
      steps.add(new Step(NONE, NOWHERE, NOWHERE));
      return place() - 1;
    }

    /** Fills a reserved step with its two ways. */
    void patch(int reserved, int next, int other) {
      steps.set(reserved, new Step(NONE, next, other));
    }

    GlobProgram build() {
      return new GlobProgram(steps.toArray(Step[]::new));
    }
  }
}
