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

  /** Whether nobody wrote anything, so that there is nothing to keep. */
  public static boolean isEmpty(Json.Obj event) {
    return isEmpty(event.object("contexts").object("feedback").string("message"));
  }

  /** Whether a message is no person's. */
  public static boolean isEmpty(@Nullable String message) {
    return message == null || message.isBlank() || message.strip().equals(UNATTENDED);
  }

  /** The event as its issue shows it. */
  public static Json.Obj complete(Json.Obj event) {
    Json.Obj contexts = event.object("contexts");
    Json.Obj feedback = contexts.object("feedback");
    String sent = String.valueOf(feedback.string("message"));
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
            .with("user", withAddress(event.object("user"), known))
            .with("culprit", Json.of("user"))
            .with("logentry", Json.object().put("message", message).build());
    return event.string("environment") == null
        ? completed.with("environment", Json.of("production"))
        : completed;
  }

  /** Who wrote is reached where they say. */
  private static Json.Obj withAddress(Json.Obj user, Json.Obj feedback) {
    Json address = feedback.present("contact_email");
    Json.Obj nameless = user.without("name").without("isStaff");
    return user.present("email") != null || address == null
        ? nameless
        : nameless.with("email", address);
  }

  private static Json.Obj withReplay(Json.Obj contexts, Json.Obj feedback) {
    String replay = feedback.string("replay_id");
    return replay == null || contexts.get("replay") instanceof Json.Obj
        ? contexts
        : contexts.with("replay", Json.object().put("replay_id", replay).build());
  }
}
