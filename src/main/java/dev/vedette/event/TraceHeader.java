package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a trace says of itself, the dynamic sampling context (spec 01 §24.3).
 *
 * @param traceId 32 hexadecimal digits
 * @param publicKey key of the project in which the trace began, 32 characters
 * @param sampleRate share of its traces that the client sends, above 0 and at most 1
 * @param fields the context as it was sent
 */
public record TraceHeader(String traceId, String publicKey, double sampleRate, Json.Obj fields) {

  /** Reads a context; one that does not parse is none. */
  public static Optional<TraceHeader> of(Json.Obj sent) {
    String trace = sent.string("trace_id");
    String key = sent.string("public_key");
    if (trace == null || key == null) {
      return Optional.empty();
    }
    String id = trace.replace("-", "").toLowerCase(java.util.Locale.ROOT);
    Double rate = sent.present("sample_rate") == null ? Double.valueOf(1) : rate(sent);
    return id.matches("[0-9a-f]{32}") && key.matches("[!-~]{32}") && rate != null
        ? Optional.of(new TraceHeader(id, key, rate, sent))
        : Optional.empty();
  }

  private static @Nullable Double rate(Json.Obj sent) {
    double rate;
    try {
      rate =
          switch (sent.get("sample_rate")) {
            case Json.Num number -> number.asDouble();
            case Json.Str(String text) -> Double.parseDouble(text);
            case null, default -> Double.NaN;
          };
    } catch (NumberFormatException none) {
      return null;
    }
    return rate > 0 && rate <= 1 ? rate : null;
  }

  /** An event with the replay during which the trace began, where it names none itself. */
  public Json.Obj withReplay(Json.Obj event) {
    String replay = fields.string("replay_id");
    Json.Obj contexts = event.object("contexts");
    return replay == null || contexts.get("replay") instanceof Json.Obj
        ? event
        : event.with(
            "contexts", contexts.with("replay", Json.object().put("replay_id", replay).build()));
  }

  /** An event of a trace whose transactions are left out. */
  public static Json.Obj sampledOut(Json.Obj event) {
    Json.Obj contexts = event.object("contexts");
    Json.Obj trace = contexts.object("trace");
    return event.with("contexts", contexts.with("trace", trace.with("sampled", Json.FALSE)));
  }

  /** A value by which rules tell traces apart, by its name without {@code trace.}; or null. */
  @Nullable Json value(String name) {
    Json.Obj user = fields.object("user");
    return switch (name) {
      case "release", "environment", "transaction", "replay_id" -> fields.present(name);
      case "user.id" -> user.present("id") == null ? fields.present("user_id") : user.present("id");
      case "user.segment" ->
          user.present("segment") == null
              ? fields.present("user_segment")
              : user.present("segment");
      default -> null;
    };
  }
}
