package dev.vedette.grouping;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a stack trace rule does (spec 03 §6.2). */
sealed interface RuleAction {

  /** Names of flags, in the order of their numbers in the stored form. */
  enum Flag {
    GROUP,
    APP,
    PREFIX,
    SENTINEL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Flag ofLabel(String label) {
      return Arrays.stream(values())
          .filter(flag -> flag.label().equals(label))
          .findFirst()
          .orElse(null);
    }
  }

  /** Frames that an action reaches, in the order of their numbers in the stored form. */
  enum Range {
    /** The matched frame. */
    FRAME(""),
    /** All frames after it, towards the crash. */
    DOWN("^"),
    /** All frames before it, towards the start of the thread. */
    UP("v");

    private final String sign;

    Range(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /** Sets a flag on frames. */
  record SetFlag(Flag flag, boolean value, Range range) implements RuleAction {
    @Override
    public String text() {
      return range.sign() + (value ? "+" : "-") + flag.label();
    }
  }

  /** Gives the frame a category. */
  record SetCategory(String category) implements RuleAction {
    @Override
    public String text() {
      return "category=" + category;
    }
  }

  /** At most so many frames contribute; 0 for no limit. */
  record MaxFrames(long count) implements RuleAction {
    @Override
    public String text() {
      return "max-frames=" + Long.toUnsignedString(count);
    }
  }

  /** With fewer contributing frames the stack trace does not count; 0 for no minimum. */
  record MinFrames(long count) implements RuleAction {
    @Override
    public String text() {
      return "min-frames=" + Long.toUnsignedString(count);
    }
  }

  /** Which end of the stack trace is the far one; for hierarchical grouping only. */
  record InvertStacktrace(boolean value) implements RuleAction {
    @Override
    public String text() {
      return "invert-stacktrace=" + value;
    }
  }

  /** The action in rule texts (spec 03 §6.6). */
  String text();
}
