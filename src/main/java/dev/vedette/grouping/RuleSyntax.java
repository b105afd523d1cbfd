package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.List;

/** A text that is no rule: where, and the explanations from the outermost to the innermost. */
final class RuleSyntax extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> explanations = new ArrayList<>();
  private final int position;

  RuleSyntax(int position, String explanation) {
    super(explanation);
    this.position = position;
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

  /** All explanations, the outermost first. */
  List<String> explanations() {
    return explanations;
  }
}
