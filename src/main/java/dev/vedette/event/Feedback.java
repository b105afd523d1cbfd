package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What users write on their own, which is an issue each (spec 01 §20.5). */
public final class Feedback {

  private static final String TITLE = "User Feedback";
  private static final String UNATTENDED = "Sent in the unattended mode";
  private static final String SOURCE = "new_feedback_envelope";
  private static final String CULPRIT = "user";

  /** The ways of reports that have become feedback here. */
  private static final Set<String> REPORTED =
      Set.of(
          "user_report_envelope",
          "user_report_sentry_django_endpoint",
          "crash_report_embed_form",
          "update_user_reports_task");

  private static final int LONGEST = 4096;

  /** The number of the issue type feedback. */
  private static final int TYPE = 6001;

  private static final List<String> EVIDENCE =
      List.of("associated_event_id", "contact_email", "message", "name", "source");

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
    Json.Obj evidence = known.with("source", Json.of(way(known)));
    Json.Builder metadata = Json.object().put("title", TITLE).put("value", message);
    for (String key : List.of("contact_email", "message", "name", "source")) {
      metadata.putPresent(key, evidence.get(key));
    }
    Json.Obj completed =
        event
            .with("contexts", withReplay(contexts.with("feedback", known), known))
            .with("metadata", metadata.build())
            .with("title", Json.of(TITLE))
            .with("user", withAddress(event.object("user"), known))
            .with("culprit", Json.of(CULPRIT))
            .with("logentry", Json.object().put("message", message).build())
            .with("occurrence", occurrence(event, evidence));
    return event.string("environment") == null
        ? completed.with("environment", Json.of("production"))
        : completed;
  }

  /** How it came; senders have names of their own for the same, which are not ours. */
  private static String way(Json.Obj feedback) {
    String source = feedback.string("source");
    return source != null && REPORTED.contains(source) ? source : SOURCE;
  }

  /** The finding that the issue is made of: what was written, by whom, and about what. */
  private static Json.Obj occurrence(Json.Obj event, Json.Obj evidence) {
    String id = String.valueOf(event.string("event_id"));
    Json.Builder data = Json.object();
    List<Json> rows = new ArrayList<>();
    for (String key : EVIDENCE) {
      String value = evidence.string(key);
      if (value != null) {
        data.put(key, value);
        rows.add(
            Json.object()
                .put("name", key)
                .put("value", value)
                .put("important", Json.of(key.equals("message")))
                .build());
      }
    }
    String level = event.string("level");
    return Json.object()
        .put("id", id)
        .put("project_id", Json.orNull(event.get("project")))
        .put("event_id", id)
        .put("fingerprint", Json.strings(List.of(id)))
        .put("issue_title", TITLE)
        .put("subtitle", evidence.string("message"))
        .put("resource_id", Json.NULL)
        .put("evidence_data", data.build())
        .put("evidence_display", new Json.Arr(rows))
        .put("type", Json.of(TYPE))
        .put("detection_time", Json.orNull(event.get("timestamp")))
        .put("level", level == null ? "info" : level)
        .put("culprit", CULPRIT)
        .build();
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
