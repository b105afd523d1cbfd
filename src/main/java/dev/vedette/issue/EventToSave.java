package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A normalized event on its way to the store.
 *
 * @param received when it arrived, whole microseconds; tells a redelivery from a duplicate
 * @param hashes by which its issue is looked for, the primary first; empty when it belongs to none
 * @param message the text that search looks into
 * @param category what it counts as
 * @param attachments files that came with it
 * @param profiles profiles that came with it
 * @param crashReports most crash reports that its issue keeps; -1, or null from an older node, for
 *     all
 */
public record EventToSave(
    OrganizationId organization,
    ProjectId project,
    long keyId,
    UUID id,
    Instant received,
    List<String> hashes,
    Json.Obj event,
    String message,
    Category category,
    List<AttachmentToSave> attachments,
    List<AttachmentToSave> profiles,
    @Nullable Integer crashReports) {

  /** The event as it has been grouped and titled. */
  public EventToSave completed(List<String> found, Json.Obj content, String searchText) {
    return new EventToSave(
        organization,
        project,
        keyId,
        id,
        received,
        found,
        content,
        searchText,
        category,
        attachments,
        profiles,
        crashReports);
  }

  /** The event with these files only. */
  public EventToSave withAttachments(List<AttachmentToSave> files) {
    return new EventToSave(
        organization,
        project,
        keyId,
        id,
        received,
        hashes,
        event,
        message,
        category,
        files,
        profiles,
        crashReports);
  }

  /** The event with another content. */
  EventToSave withContent(Json.Obj content) {
    return completed(hashes, content, message);
  }

  /** Most crash reports that its issue keeps, or -1 for all. */
  int mostCrashReports() {
    return crashReports == null ? -1 : crashReports;
  }

  /** Whether it belongs to an issue. */
  boolean isGrouped() {
    return !hashes.isEmpty();
  }

  /** Time of the event by its own account. */
  Instant timestamp() {
    Json.Num seconds = event.number("timestamp");
    return seconds == null
        ? received
        : Instant.EPOCH.plus(
            Math.round(seconds.asDouble() * 1e6), java.time.temporal.ChronoUnit.MICROS);
  }

  /** Whether any of its exceptions was not handled by the program (spec 02 §7.3). */
  boolean isUnhandled() {
    for (Json item : event.object("exception").array("values").items()) {
      if (item instanceof Json.Obj exception
          && Boolean.FALSE.equals(exception.object("mechanism").bool("handled"))) {
        return true;
      }
    }
    return false;
  }

  String text(String key) {
    String text = event.string(key);
    return text == null ? "" : text;
  }

  /** Number of the level (spec 02 §5.2). */
  short level() {
    return switch (text("level")) {
      case "debug" -> 10;
      case "info" -> 20;
      case "warning" -> 30;
      case "fatal" -> 50;
      default -> 40;
    };
  }
}
