package dev.vedette.event;

import dev.vedette.json.Json;

/**
 * Scrubs what comes without an event by the rules that hold for the same thing inside of one (spec
 * 01 §20.10).
 */
public final class Unattached {

  private Unattached() {}

  /** A span, as if it stood in a transaction. */
  public static Json.Obj span(Json.Obj span, ScrubSettings settings) {
    Json.Obj event = Json.object().put("spans", Json.array(span)).build();
    Json.Arr spans = Scrubber.scrub(event, settings, Meta.root(null)).array("spans");
    return spans.get(0) instanceof Json.Obj scrubbed ? scrubbed : Json.Obj.EMPTY;
  }

  /** A log: its body as a message, its attributes as extra data. */
  public static Json.Obj log(Json.Obj log, ScrubSettings settings) {
    Json.Obj event =
        Json.object()
            .put("logentry", Json.object().putPresent("formatted", log.get("body")).build())
            .put("extra", log.object("attributes"))
            .build();
    Json.Obj scrubbed = Scrubber.scrub(event, settings, Meta.root(null));
    return log.with("body", Json.orNull(scrubbed.object("logentry").get("formatted")))
        .with("attributes", scrubbed.object("extra"));
  }

  /** A piece of a text that was not read, as if it were extra data: a secret hides all of it. */
  public static String text(String text, ScrubSettings settings) {
    Json.Obj event = Json.object().put("extra", Json.object().put("text", text).build()).build();
    String scrubbed =
        Scrubber.scrub(event, settings, Meta.root(null)).object("extra").string("text");
    return scrubbed == null ? "" : scrubbed;
  }
}
