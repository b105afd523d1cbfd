package dev.vedette.issue;

import dev.vedette.json.Json;
import java.util.Comparator;

/**
 * How much an event tells of its issue, beyond what all tell (spec 06 §5.8).
 *
 * @param replay id of the replay it happened in; empty for none
 * @param profile id of its profile; empty for none
 * @param errors what could not be read of it
 * @param sampled whether its trace was kept
 */
record EventWorth(String replay, String profile, int errors, boolean sampled)
    implements Comparable<EventWorth> {

  private static final Comparator<EventWorth> ORDER =
      Comparator.comparing(EventWorth::replay)
          .thenComparing(EventWorth::profile)
          .thenComparing(Comparator.comparingInt(EventWorth::errors).reversed())
          .thenComparing(EventWorth::sampled);

  static EventWorth of(Json.Obj event) {
    Json.Obj contexts = event.object("contexts");
    return new EventWorth(
        text(contexts.object("replay"), "replay_id"),
        text(contexts.object("profile"), "profile_id"),
        event.array("errors").size(),
        Boolean.TRUE.equals(contexts.object("trace").bool("sampled")));
  }

  private static String text(Json.Obj context, String key) {
    String text = context.string(key);
    return text == null ? "" : text;
  }

  /** The greater one tells more. */
  @Override
  public int compareTo(EventWorth other) {
    return ORDER.compare(this, other);
  }
}
