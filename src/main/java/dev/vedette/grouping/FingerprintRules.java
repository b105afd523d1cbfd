package dev.vedette.grouping;

import dev.vedette.grouping.FingerprintField.Group;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the first fingerprint rule that holds for an event (spec 03 §18.2). Immutable. */
final class FingerprintRules {

  private final List<Compiled> rules;

  /** A rule with its conditions by group; all groups must be fulfilled, the cheap ones first. */
  private record Compiled(FingerprintRule rule, Map<Group, List<FingerprintCondition>> wanted) {

    static Compiled of(FingerprintRule rule) {
      Map<Group, List<FingerprintCondition>> wanted = new EnumMap<>(Group.class);
      for (FingerprintCondition condition : rule.conditions()) {
        wanted
            .computeIfAbsent(condition.field().group(), group -> new ArrayList<>())
            .add(condition);
      }
      return new Compiled(rule, wanted);
    }
  }

  FingerprintRules(List<FingerprintRule> rules) {
    this.rules = rules.stream().map(Compiled::of).toList();
  }

  /** The event with what its first matching rule says; the event itself when none matches. */
  Json.Obj apply(Json.Obj event) {
    return match(event).map(rule -> applied(event, rule)).orElse(event);
  }

  private static Json.Obj applied(Json.Obj event, FingerprintRule rule) {
    Fingerprint before = Fingerprint.of(event);
    Json.Builder info =
        Json.object()
            .put("client_fingerprint", Json.strings(before.entries()))
            .put("matched_rule", rule.json());
    if (rule.isBuiltIn()) {
      info.put("is_builtin", true);
    }
    Json.Obj titled = event;
    if (rule.title() != null) {
      String title = Fingerprint.expanded(rule.title(), new FingerprintVariables(event));
      titled = event.with("title", Json.of(title));
    }
    return titled
        .with("fingerprint", Json.strings(rule.fingerprint()))
        .with("_fingerprint_info", info.build());
  }

  /** The first rule that holds. */
  Optional<FingerprintRule> match(Json.Obj event) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Candidates candidates = new Candidates(event);
    for (Compiled one : rules) {
      if (candidates.fulfil(one.wanted())) {
        return Optional.of(one.rule());
      }
    }
    return Optional.empty();
  }

  /** What of one event rules are asked about; found when first asked for. */
  private static final class Candidates {

    /** A thing that conditions of one group are asked of. */
    @FunctionalInterface
    private interface Candidate {
      boolean fulfils(FingerprintCondition condition);
    }

    private final Json.Obj event;
    private final Map<Group, List<Candidate>> known = new EnumMap<>(Group.class);

    Candidates(Json.Obj event) {
      this.event = event;
    }

    boolean fulfil(Map<Group, List<FingerprintCondition>> wanted) {
      for (Map.Entry<Group, List<FingerprintCondition>> group : wanted.entrySet()) {
        if (!anyFulfils(of(group.getKey()), group.getValue())) {
          return false;
        }
      }
      return true;
    }

    private static boolean anyFulfils(
        List<Candidate> candidates, List<FingerprintCondition> conditions) {
      for (Candidate candidate : candidates) {
        if (conditions.stream().allMatch(candidate::fulfils)) {
          return true;
        }
      }
      return false;
    }

    private List<Candidate> of(Group group) {
      List<Candidate> found = known.get(group);
      if (found == null) {
        found = find(group);
        known.put(group, found);
      }
      return found;
    }

    private List<Candidate> find(Group group) {
      return switch (group) {
        case EXCEPTIONS -> exceptions();
        case MESSAGES -> messages();
        case LOG -> log();
        case FRAMES -> frames();
        case FAMILY -> {
          String family =
              FunctionNames.Family.of(event.string("platform")).name().toLowerCase(Locale.ROOT);
          yield List.of(condition -> condition.holdsFor(family));
        }
        case SDK -> {
          String sdk = SdkName.normalized(event.object("sdk").string("name"));
          yield List.of(condition -> condition.holdsFor(sdk));
        }
        case RELEASE -> {
          String release = event.string("release");
          yield List.of(condition -> condition.holdsFor(release));
        }
        case TAGS ->
            List.of(condition ->
                condition.holdsFor(
                    FingerprintVariables.tag(event, condition.key().substring("tags.".length()))));
      };
    }

    private List<Json.Obj> listed() {
      return ThreadStrategy.values(event.object("exception"));
    }

    private List<Candidate> exceptions() {
      List<Candidate> candidates = new ArrayList<>();
      for (Json.Obj exception : listed()) {
        candidates.add(condition ->
            condition.holdsFor(
                exception.string(condition.field() == FingerprintField.TYPE ? "type" : "value")));
      }
      return candidates;
    }

    private List<Candidate> messages() {
      List<Candidate> candidates = new ArrayList<>();
      Json.Obj entry = event.object("logentry");
      if (!entry.isEmpty()) {
        candidates.add(condition -> condition.holdsFor(entry.string("formatted")));
      }
      for (Json.Obj exception : listed()) {
        candidates.add(condition -> condition.holdsFor(exception.string("value")));
      }
      return candidates;
    }

    private List<Candidate> log() {
      String sent = event.string("logger");
      String logger = sent == null ? "" : sent;
      String level = event.string("level");
      return Texts.isEmpty(logger) && Texts.isEmpty(level)
          ? List.of()
          : List.of(condition ->
              condition.holdsFor(condition.field() == FingerprintField.LOGGER ? logger : level));
    }

    private List<Candidate> frames() {
      String platform = StackPreparation.platform(event);
      List<Candidate> candidates = new ArrayList<>();
      for (Json item : framesOf().stream().flatMap(list -> list.items().stream()).toList()) {
        if (item instanceof Json.Obj) {
          Frame frame = Frame.of(item, platform);
          candidates.add(condition -> fulfils(frame, condition));
        }
      }
      return candidates;
    }

    private static boolean fulfils(Frame frame, FingerprintCondition condition) {
      return switch (condition.field()) {
        case APP -> condition.holdsFor(frame.inApp());
        case FUNCTION -> condition.holdsFor(frame.effectiveFunction());
        case MODULE -> condition.holdsFor(frame.module());
        case PATH -> condition.holdsFor(frame.path());
        default -> condition.holdsFor(frame.packageName());
      };
    }

    /** The stack traces of exceptions, else the bare one, else that of the thread that counts. */
    private List<Json.Arr> framesOf() {
      List<Json.Arr> found = new ArrayList<>();
      listed().forEach(exception -> add(exception, found));
      if (found.isEmpty()) {
        add(event, found);
      }
      if (found.isEmpty()) {
        List<Json.Obj> threads = ThreadStrategy.values(event.object("threads"));
        Json.Obj thread = threads.size() == 1 ? threads.getFirst() : ThreadStrategy.chosen(threads);
        add(thread, found);
      }
      return found;
    }

    private static void add(Json.@Nullable Obj holder, List<Json.Arr> into) {
      if (holder != null && StackPreparation.hasFrames(holder.object("stacktrace"))) {
        into.add(holder.object("stacktrace").array("frames"));
      }
    }
  }
}
