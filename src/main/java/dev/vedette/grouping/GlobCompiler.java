package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads a glob byte by byte and writes its program (spec 03 §6.3). Made for one glob. */
final class GlobCompiler {

  private static final int MOST_LEVELS = 50;

  private final byte[] glob;
  private final GlobProgram.Builder program = new GlobProgram.Builder();
  private final BitSet anyByte = new BitSet(256);
  private final BitSet withinSegment = new BitSet(256);
  private int at;
  private int depth;

  GlobCompiler(byte[] glob, boolean path, boolean anyLine) {
    this.glob = glob;
    anyByte.set(0, 256);
    if (!anyLine) {
      anyByte.clear('\n');
    }
    if (path) {
      withinSegment.set(0, 256);
      withinSegment.clear('/');
    } else {
      withinSegment.or(anyByte);
    }
  }

  GlobProgram compile() throws Glob.IllFormed {
    sequence();
    if (at < glob.length) {
      throw new Glob.IllFormed("unopened }");
    }
    return program.build();
  }

  private int peek(int ahead) {
    return at + ahead < glob.length ? glob[at + ahead] : -1;
  }

  private boolean atEnd() {
    return at >= glob.length || (depth > 0 && (glob[at] == ',' || glob[at] == '}'));
  }

  /** Everything up to the end, or up to what ends an alternative. */
  private void sequence() throws Glob.IllFormed {
    int start = at;
    while (!atEnd()) {
      byte c = glob[at];
      switch (c) {
        case '*' -> stars(at == start);
        case '/' -> slash();
        case '?' -> {
          at++;
          program.takeAny(withinSegment);
        }
        case '[' -> byteSet();
        case '{' -> alternatives();
        case '}' -> {
          return;
        }
        case '\\' -> escaped();
        default -> {
          at++;
          program.take(c);
        }
      }
    }
  }

  private void escaped() throws Glob.IllFormed {
    if (at + 1 >= glob.length) {
      throw new Glob.IllFormed("dangling \\");
    }
    program.take(glob[at + 1]);
    at += 2;
  }

  private void stars(boolean first) {
    int count = 0;
    while (peek(count) == '*') {
      count++;
    }
    at += count;
    if (count == 2 && first && depth == 0 && atEnd()) {
      program.takeRun(anyByte);
    } else if (count == 2 && first && peek(0) == '/') {
      at++;
      skipRepeated();
      folders();
    } else {
      program.takeRun(withinSegment);
    }
  }

  /** Of a slash, what follows it decides: {@code /**} and {@code /**}{@code /} are one thing. */
  private void slash() {
    program.take((byte) '/');
    at++;
    if (peek(0) != '*' || peek(1) != '*' || peek(2) == '*') {
      return;
    }
    if (peek(2) == '/') {
      at += 3;
      skipRepeated();
      folders();
    } else {
      int stars = at;
      at += 2;
      if (atEnd()) {
        program.takeRun(anyByte);
      } else {
        at = stars;
      }
    }
  }

  /** Further {@code **}{@code /} add nothing. */
  private void skipRepeated() {
    while (peek(0) == '*' && peek(1) == '*' && peek(2) == '/') {
      at += 3;
    }
  }

  /** Nothing, or a run that ends in a slash. */
  private void folders() {
    int start = program.reserve();
    program.takeRun(anyByte);
    program.take((byte) '/');
    program.patch(start, start + 1, program.place());
    if (peek(0) == '*' && peek(1) == '*' && peek(2) == -1) {
      at += 2;
      program.takeRun(anyByte);
    }
  }

  private void byteSet() throws Glob.IllFormed {
    int i = at + 1;
    boolean negated = i < glob.length && (glob[i] == '!' || glob[i] == '^');
    i += negated ? 1 : 0;
    BitSet set = new BitSet(256);
    int first = i;
    while (i < glob.length && (glob[i] != ']' || i == first)) {
      int low = glob[i] & 0xff;
      boolean range = i + 2 < glob.length && glob[i + 1] == '-' && glob[i + 2] != ']';
      int high = range ? glob[i + 2] & 0xff : low;
      if (high < low) {
        throw new Glob.IllFormed("descending range");
      }
      set.set(low, high + 1);
      i += range ? 3 : 1;
    }
    if (i >= glob.length) {
      throw new Glob.IllFormed("unclosed [");
    }
    at = i + 1;
    if (negated) {
      set.flip(0, 256);
    }
    if (set.isEmpty()) {
      throw new Glob.IllFormed("empty set");
    }
    program.takeAny(set);
  }

  private void alternatives() throws Glob.IllFormed {
    at++;
    depth++;
    if (depth > MOST_LEVELS) {
      throw new Glob.IllFormed("too many { within each other");
    }
    List<Integer> ends = new ArrayList<>();
    int fork = program.reserve();
    boolean open = true;
    boolean any = false;
    while (open) {
      int before = at;
      int start = program.place();
      sequence();
      if (at >= glob.length) {
        throw new Glob.IllFormed("unclosed {");
      }
      open = glob[at] == ',';
      boolean empty = at == before;
      at++;
      if (empty) {
        continue;
      }
      any = true;
      ends.add(program.reserve());
      int next = program.reserve();
      program.patch(fork, start, next);
      fork = next;
    }
    depth--;
    int end = program.place();
    program.patch(fork, any ? -1 : end, -1);
    ends.forEach(one -> program.patch(one, end, -1));
  }
}
