package dev.vedette.event;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/** What users write on their own, which is an issue each (spec 01 §20.5). */
public final class Feedback {

  private static final String TITLE = "User Feedback";
  private static final String UNATTENDED = "Sent in the unattended mode";
  private static final String SOURCE = "new_feedback_envelope";
  private static final int LONGEST = 4096;

  private Feedback() {}

  /** The event as its issue shows it; null when nobody wrote anything. */
  public static Json.@Nullable Obj complete(Json.Obj event) {
    Json.Obj contexts = event.object("contexts");
    Json.Obj feedback = contexts.object("feedback");
    String sent = feedback.string("message");
    if (sent == null || sent.isBlank() || sent.strip().equals(UNATTENDED)) {
      return null;
    }
    String message = sent.length() > LONGEST ? sent.substring(0, LONGEST) : sent;
    Json.Obj known = feedback.with("message", Json.of(message));
    if (known.string("source") == null) {
      known = known.with("source", Json.of(SOURCE));
    }
    Json.Builder metadata = Json.object().put("title", TITLE).put("value", message);
    for (String key : java.util.List.of("contact_email", "message", "name", "source")) {
      metadata.putPresent(key, known.get(key));
    }
    Json.Obj completed =
        event
            .with("contexts", withReplay(contexts.with("feedback", known), known))
            .with("metadata", metadata.build())
            .with("title", Json.of(TITLE))
            .with("culprit", Json.of("user"))
            .with("logentry", Json.object().put("message", message).build());
    if (event.string("level") == null) {
      completed = completed.with("level", Json.of("info"));
    }
    return event.string("environment") == null
        ? completed.with("environment", Json.of("production"))
        : completed;
  }

  private static Json.Obj withReplay(Json.Obj contexts, Json.Obj feedback) {
    String replay = feedback.string("replay_id");
    return replay == null || contexts.get("replay") instanceof Json.Obj
        ? contexts
        : contexts.with("replay", Json.object().put("replay_id", replay).build());
  }
}
