package dev.vedette.web;

import dev.vedette.issue.ListActivity;
import dev.vedette.json.Json;

/** What has happened to an issue, in words. */
public final class Happened {

  private Happened() {}

  /** A sentence for an entry. */
  public static String text(ListActivity.Entry entry) {
    ListActivity.Person by = entry.by();
    String who = by == null ? "Vedette" : by.name();
    Json.Obj data = entry.data();
    return switch (entry.type()) {
      case "set_resolved" -> who + " resolved it";
      case "set_resolved_in_release" -> who + " resolved it " + release(data);
      case "set_unresolved" ->
          by == null ? "Open again: the time of its archive is over" : who + " opened it again";
      case "set_ignored" -> who + " archived it" + condition(data);
      case "set_escalating" -> "Open again: the condition of its archive was met";
      case "set_public" -> who + " made it readable for everybody who knows its address";
      case "set_private" -> who + " ended that everybody may read it";
      case "set_regression" -> "Seen again after it was resolved" + in(data.string("version"));
      case "set_resolved_by_age" ->
          "Resolved: not seen for " + Shown.text(data.get("age")) + " hours";
      case "auto_set_ongoing" -> "No news any more after 7 days";
      case "assigned" -> who + " assigned it to " + assignee(data);
      case "unassigned" -> who + " assigned it to nobody";
      case "deleted_attachment" -> who + " deleted an attachment";
      case "set_priority" -> who + " set its priority to " + Shown.text(data.get("priority"));
      case "note" -> who + " wrote";
      default -> entry.type();
    };
  }

  private static String release(Json.Obj data) {
    String version = data.string("version");
    return version == null || version.isEmpty() ? "by the next release" : "by " + version;
  }

  private static String in(@org.jspecify.annotations.Nullable String version) {
    return version == null || version.isEmpty() ? "" : ", in " + version;
  }

  private static String assignee(Json.Obj data) {
    String email = data.string("assigneeEmail");
    return email == null ? Shown.text(data.get("assigneeType")) : email;
  }

  private static String condition(Json.Obj data) {
    String text = Shown.condition(data);
    return text.isEmpty() ? "" : " " + text;
  }
}
