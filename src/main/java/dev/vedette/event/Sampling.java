package dev.vedette.event;

import dev.vedette.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions are kept by the rules of projects (spec 01 §24). The decision rests on ids
 * alone, so that all nodes and all transactions of a trace meet the same one.
 */
public final class Sampling {

  /** Without rules, everything is kept. */
  public static final Sampling NONE = new Sampling(List.of(), 1);

  private final List<Rule> rules;
  private final double reports;

  /**
   * Rules.
   *
   * @param reports share of security reports that is kept
   */
  private Sampling(List<Rule> rules, double reports) {
    this.rules = rules;
    this.reports = reports;
  }

  /** What a rule says of the rate. */
  private enum Effect {
    SAMPLE_RATE,
    FACTOR,
    MINIMUM
  }

  /**
   * A rule.
   *
   * @param ofTrace whether it is the trace that it looks at
   * @param decayed value at the end of its time, or null where it does not change
   */
  private record Rule(
      long id,
      boolean ofTrace,
      Effect effect,
      double value,
      SamplingCondition condition,
      @Nullable Instant start,
      @Nullable Instant end,
      @Nullable Double decayed) {

    boolean isActive(Instant now) {
      return (start == null || !now.isBefore(start)) && (end == null || now.isBefore(end));
    }

    double valueAt(Instant now) {
      if (decayed == null || start == null || end == null) {
        return value;
      }
      double share =
          (now.toEpochMilli() - start.toEpochMilli())
              / (double) (end.toEpochMilli() - start.toEpochMilli());
      return value + (decayed - value) * share;
    }
  }

  /** The rules of a project's options {@code sampling} and {@code security.sample-rate}. */
  public static Sampling of(Json.Obj options) {
    List<Rule> rules = new ArrayList<>();
    for (Json entry : options.object("sampling").array("rules").items()) {
      Rule rule = entry instanceof Json.Obj sent ? rule(sent) : null;
      if (rule != null) {
        rules.add(rule);
      }
    }
    Json.Num reports = options.number("security.sample-rate");
    return new Sampling(List.copyOf(rules), reports == null ? 1 : reports.asDouble());
  }

  /** Why a value cannot be the option {@code sampling}, in a sentence; null when it can. */
  public static @Nullable String problem(Json option) {
    if (option.isNull()) {
      return null;
    }
    if (!(option instanceof Json.Obj sampling)
        || !(sampling.get("rules") instanceof Json.Arr(List<Json> rules))) {
      return "Expected an object with a list of rules.";
    }
    for (int i = 0; i < rules.size(); i++) {
      if (!(rules.get(i) instanceof Json.Obj sent) || rule(sent) == null) {
        return "Rule %d needs an id, a type (trace or transaction) and a samplingValue."
            .formatted(i);
      }
    }
    return null;
  }

  private static @Nullable Rule rule(Json.Obj sent) {
    Json.Num id = sent.number("id");
    Json.Num value = sent.object("samplingValue").number("value");
    String type = String.valueOf(sent.string("type"));
    Effect effect =
        switch (String.valueOf(sent.object("samplingValue").string("type"))) {
          case "sampleRate" -> Effect.SAMPLE_RATE;
          case "factor" -> Effect.FACTOR;
          case "minimumSampleRate" -> Effect.MINIMUM;
          default -> null;
        };
    boolean known = type.equals("trace") || type.equals("transaction");
    if (id == null || value == null || effect == null || !known) {
      return null;
    }
    Json.Obj decay = sent.object("decayingFn");
    Json.Num decayed = "linear".equals(decay.string("type")) ? decay.number("decayedValue") : null;
    return new Rule(
        id.asLong(),
        type.equals("trace"),
        effect,
        value.asDouble(),
        SamplingCondition.of(sent.object("condition")),
        time(sent.object("timeRange").string("start")),
        time(sent.object("timeRange").string("end")),
        decayed == null ? null : decayed.asDouble());
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  /** Why a security report is left out, or null: a project may keep a share of them. */
  public @Nullable String reasonOfReport(String eventId) {
    return share(eventId) < reports ? null : "Sampled:0";
  }

  /** A number from 0 to 1 that belongs to an id. */
  private static double share(String id) {
    long seed =
        Long.parseUnsignedLong(id.substring(0, 16), 16)
            ^ Long.parseUnsignedLong(id.substring(16), 16);
    return new SplittableRandom(seed).nextDouble();
  }

  /** Whether there are no rules. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * Whether the trace is left out.
   *
   * @param now time by which rules begin and end
   */
  public boolean dropsTrace(TraceHeader trace, Instant now) {
    Decision decision = new Decision(now);
    decision.take(rules, true, name -> valueOf(trace, null, name));
    return !decision.keeps(trace.traceId(), trace.sampleRate());
  }

  /**
   * Why a transaction is left out, or null when it is kept. Its own project's rules come first:
   * their factors weigh the rate of the trace, and their rate decides without it.
   *
   * @param trace the head of its trace, or null when it has none
   * @param root rules of the project in which the trace began
   * @param eventId 32 hexadecimal digits
   */
  public @Nullable String reason(
      @Nullable TraceHeader trace, Sampling root, Json.Obj event, String eventId, Instant now) {
    Function<String, @Nullable Json> values = name -> valueOf(trace, event, name);
    double clientRate = trace == null ? 1 : trace.sampleRate();
    Decision decision = new Decision(now);
    decision.take(rules, false, values);
    String decided = eventId;
    if (trace != null && decision.isOpen()) {
      decision.take(root.rules, true, values);
      decided = trace.traceId();
    }
    return decision.keeps(decided, clientRate) ? null : decision.reason();
  }

  private static @Nullable Json valueOf(
      @Nullable TraceHeader trace, Json.@Nullable Obj event, String name) {
    if (name.startsWith("trace.")) {
      return trace == null ? null : trace.value(name.substring("trace.".length()));
    }
    return event != null && name.startsWith("event.")
        ? SamplingCondition.within(event, name.substring("event.".length()))
        : null;
  }

  /** The rules that took part, and the rate they come to. */
  private static final class Decision {
    private final Instant now;
    private final TreeSet<Long> groups = new TreeSet<>();
    private double factor = 1;
    private double least;
    private @Nullable Double rate;

    Decision(Instant now) {
      this.now = now;
    }

    /** Whether no rate has been found yet. */
    boolean isOpen() {
      return rate == null;
    }

    void take(List<Rule> rules, boolean ofTrace, Function<String, @Nullable Json> values) {
      for (Rule rule : rules) {
        if (rule.ofTrace() != ofTrace || !rule.isActive(now) || !rule.condition().holds(values)) {
          continue;
        }
        groups.add(group(rule.id()));
        switch (rule.effect()) {
          case FACTOR -> factor *= rule.valueAt(now);
          case MINIMUM -> least = Math.max(least, rule.valueAt(now));
          case SAMPLE_RATE -> {
            rate = Math.max(least, rule.valueAt(now)) * factor;
            return;
          }
        }
      }
    }

    /** Whether a thing with this id is kept; the client has left out its share already. */
    boolean keeps(String id, double clientRate) {
      Double found = rate;
      if (found == null) {
        return true;
      }
      double effective = Math.min(1, Math.clamp(found, 0, 1) / clientRate);
      return share(id) < effective;
    }

    String reason() {
      return "Sampled:" + groups.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Rules are told by their kind (spec 01 §24.4). */
    private static long group(long id) {
      if (id >= 1000 && id <= 1005) {
        return id;
      }
      if (id >= 1400 && id < 1600) {
        return id < 1500 ? 1400 : 1500;
      }
      return id >= 3000 && id < 5000 ? 3000 : 0;
    }
  }
}
