package dev.vedette.web;

import dev.vedette.http.Call;

/**
 * What a page tells of a change, and how it is taken back.
 *
 * @param done what was done; empty without a change
 * @param action what is to be taken back
 * @param undo the form's field that takes it back; empty where that is not possible
 * @param label what the button says
 * @param note why some of it, or all, stays; empty where nothing does
 */
public record Told(String done, String action, String undo, String label, String note) {

  /**
   * What the address of a page tells.
   *
   * @param done what was done, in words
   * @param count how many issues it was done to
   */
  static Told of(Call call, String done, long count) {
    String action = call.first("done");
    if (done.isEmpty() || action == null) {
      return new Told(done, "", "", "", "");
    }
    if (action.equals(IssueActions.UNDO)) {
      return new Told(done + kept(call), "", "", "", "");
    }
    if (!Undo.isFor(action)) {
      return new Told(done, "", "", "", "");
    }
    Undo undo = Undo.parse(call.first("undo")).orElse(null);
    if (undo == null) {
      return new Told(done, "", "", "", "This cannot be taken back.");
    }
    int possible = undo.issues().size();
    return new Told(
        done,
        action,
        undo.text(),
        possible < count ? "Undo for %d".formatted(possible) : "Undo",
        possible < count ? "The others were under a condition." : "");
  }

  private static String kept(Call call) {
    String kept = call.first("kept");
    return kept == null || !kept.matches("[1-9]\\d{0,3}")
        ? ""
        : " %s changed since then, or may not be changed so any more: as they are now."
            .formatted(Shown.counted(Long.parseLong(kept), "issue"));
  }
}
