package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text that is no rule: where, and the explanations from the outermost to the innermost. */
final class RuleSyntax extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> explanations = new ArrayList<>();
  private final int position;
  private final @Nullable String suggestion;

  RuleSyntax(int position, String explanation) {
    this(position, explanation, null);
  }

  /** With a word that may have been meant. */
  RuleSyntax(int position, String explanation, @Nullable String suggestion) {
    super(explanation);
    this.position = position;
    this.suggestion = suggestion;
    explanations.add(explanation);
  }

  /** Says what was being read when it happened. */
  RuleSyntax within(String explanation) {
    explanations.addFirst(explanation);
    return this;
  }

  /** Index of the character where reading stopped. */
  int position() {
    return position;
  }

  /** A word that may have been meant, or null. */
  @Nullable String suggestion() {
    return suggestion;
  }

  /** All explanations, the outermost first. */
  List<String> explanations() {
    return explanations;
  }
}
