package dev.vedette.ingest;

import dev.vedette.config.Options;
import dev.vedette.counter.Counters;
import dev.vedette.project.Category;
import dev.vedette.project.ProjectView;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies quotas to the items of an envelope (spec 01 §21.3 to §21.6). */
final class RateLimiter {

  private static final List<Item.Amount> EVENT_OF_FILE =
      List.of(new Item.Amount(Category.ERROR, 1));

  private final Counters counters;
  private final Options options;
  private final long longest;
  private final Map<Place, List<ActiveLimit>> active = new ConcurrentHashMap<>();

  /**
   * A limiter.
   *
   * @param longest longest wait that is announced, in seconds; 0 for no cap
   */
  RateLimiter(Counters counters, Options options, long longest) {
    this.counters = counters;
    this.options = options;
    this.longest = longest;
  }

  /** What a limit holds for, e.g. all keys of an organization. */
  private record Place(Quota.Scope scope, long id) {

    static Place of(Quota quota) {
      return new Place(quota.scope(), quota.scopeId());
    }
  }

  /** A limit that refuses until a time. */
  record ActiveLimit(Quota quota, long untilSecond) {

    String header(long now) {
      String text =
          "%d:%s:%s".formatted(remaining(now), quota.categoryNames(), quota.scope().label());
      return quota.reason().isEmpty() ? text : text + ":" + quota.reason();
    }

    long remaining(long now) {
      return Math.max(1, untilSecond - now);
    }
  }

  /**
   * An item that was refused, and why.
   *
   * @param amounts what was refused with it
   */
  record Removed(Item item, List<Item.Amount> amounts, String reason) {}

  /**
   * What became of an envelope.
   *
   * @param limits limits in force for the key, those that removed something first
   * @param retryAfter seconds to announce; 0 when nothing was removed
   * @param counted what was counted for what is kept
   */
  record Decision(
      List<Item> kept,
      List<Removed> removed,
      List<ActiveLimit> limits,
      long retryAfter,
      List<Item.Amount> counted) {

    /** Nothing is kept, and no limit is to blame. */
    static final Decision NOTHING = new Decision(List.of(), List.of(), List.of(), 0, List.of());

    Map<String, String> headers(long now) {
      return limits.isEmpty()
          ? Map.of()
          : Map.of(
              "X-Sentry-Rate-Limits",
              limits.stream().map(limit -> limit.header(now)).collect(Collectors.joining(", ")));
    }
  }

  /**
   * What was asked of the counters.
   *
   * @param known the limit that refuses without being asked, or null
   * @param matched the quotas, in the order of the answers
   */
  private record Question(
      List<Item.Amount> amounts,
      @Nullable ActiveLimit known,
      List<Quota> matched,
      Future<List<Boolean>> refused) {}

  /** Checks the items in order and counts those that pass. */
  Decision check(ProjectView view, List<Item> items, Instant time) {
    long now = time.getEpochSecond();
    Check check = new Check(view, Quota.of(view, options), now);
    check.event(items);
    check.others(items);
    return check.decision(items);
  }

  /** The check of one envelope. */
  private final class Check {
    private final ProjectView view;
    private final List<Quota> quotas;
    private final long now;
    private final List<ActiveLimit> hit = new ArrayList<>();
    private final Map<Item, String> removed = new IdentityHashMap<>();
    private final List<Item.Amount> counted = new ArrayList<>();

    /** The item that stands for an event which comes from a file, and is counted besides it. */
    private @Nullable Item eventOfFile;

    private final Set<Item> flagged = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Item> done = Collections.newSetFromMap(new IdentityHashMap<>());

    Check(ProjectView view, List<Quota> quotas, long now) {
      this.view = view;
      this.quotas = quotas;
      this.now = now;
    }

    /** The event first; when it is refused, all that belongs to it goes with it. */
    void event(List<Item> items) {
      Item source = first(items, item -> item.type().createsEvent());
      List<Item.Amount> amounts;
      if (source == null) {
        source = first(items, item -> item.createsEvent() || item.type() == ItemType.FORM_DATA);
        eventOfFile = source;
        amounts = EVENT_OF_FILE;
      } else {
        done.add(source);
        amounts = source.amounts();
      }
      String reason = source == null ? null : refusal(ask(amounts));
      if (reason == null) {
        return;
      }
      for (Item companion : items) {
        if (companion == source || belongsToEvent(companion)) {
          removed.put(companion, reason);
          done.add(companion);
        }
      }
    }

    private static @Nullable Item first(List<Item> items, Predicate<Item> wanted) {
      return items.stream().filter(wanted).findFirst().orElse(null);
    }

    private boolean belongsToEvent(Item item) {
      return switch (item.type()) {
        case ATTACHMENT, FORM_DATA, PROFILE -> true;
        default -> false;
      };
    }

    /** All others, each by itself; the counters are asked for all at once. */
    void others(List<Item> items) {
      Map<Item, Question> asked = new IdentityHashMap<>();
      List<Item> rest = items.stream().filter(done::add).toList();
      for (Item item : rest) {
        asked.put(
            item,
            ask(
                item.amounts().stream()
                    .filter(amount -> amount.category() != Category.DEFAULT)
                    .toList()));
      }
      for (Item item : rest) {
        String reason = refusal(Objects.requireNonNull(asked.get(item)));
        if (reason != null) {
          removed.put(item, reason);
          if (item.createsEvent()) {
            // the event that comes from the file is not what the limit is for
            flagged.add(item);
          }
        }
      }
    }

    /**
     * Asks whether amounts may pass, and counts them if so.
     *
     * @return the limit that is known to refuse them, without asking; or what was asked
     */
    private Question ask(List<Item.Amount> amounts) {
      List<Quota> matched = new ArrayList<>();
      List<Counters.Allowance> allowances = new ArrayList<>();
      for (Item.Amount amount : amounts) {
        for (Quota quota : quotas) {
          if (!quota.matches(amount.category())) {
            continue;
          }
          ActiveLimit known =
              quota.limit() == 0 ? until(quota, now + quota.window()) : inForce(quota);
          if (known != null) {
            return new Question(amounts, known, List.of(), Future.succeededFuture(List.of()));
          }
          matched.add(quota);
          allowances.add(allowance(quota, amount.quantity()));
        }
      }
      return new Question(
          amounts,
          null,
          matched,
          matched.isEmpty() ? Future.succeededFuture(List.of()) : counters.consume(allowances));
    }

    /** The limit that was announced for a quota and still holds, or null (spec 01 §21.4, 1). */
    private @Nullable ActiveLimit inForce(Quota quota) {
      return active.getOrDefault(Place.of(quota), List.of()).stream()
          .filter(limit -> limit.quota().equals(quota) && limit.untilSecond() > now)
          .findFirst()
          .orElse(null);
    }

    private @Nullable String refusal(Question question) {
      List<Boolean> refused = question.refused().await();
      String reason = question.known() == null ? null : hit(question.known());
      for (int i = 0; i < refused.size(); i++) {
        if (refused.get(i)) {
          Quota quota = question.matched().get(i);
          reason = hit(until(quota, quota.windowEnd(view.organization().value(), now)));
        }
      }
      if (reason == null) {
        counted.addAll(question.amounts());
      }
      return reason;
    }

    private Counters.Allowance allowance(Quota quota, long quantity) {
      long organization = view.organization().value();
      return new Counters.Allowance(
          quota.counterKey(organization, now),
          quota.refundKey(organization, now),
          quota.limit(),
          quantity,
          quota.expiry(organization, now));
    }

    private ActiveLimit until(Quota quota, long second) {
      return new ActiveLimit(quota, longest == 0 ? second : Math.min(second, now + longest));
    }

    private String hit(ActiveLimit limit) {
      if (!hit.contains(limit)) {
        hit.add(limit);
      }
      return limit.quota().reason();
    }

    Decision decision(List<Item> items) {
      List<ActiveLimit> known = new ArrayList<>(hit);
      quotas.stream()
          .filter(quota -> quota.limit() == 0)
          .map(quota -> until(quota, now + quota.window()))
          .filter(limit -> !known.contains(limit))
          .forEach(known::add);
      List<ActiveLimit> limits = remember(known);
      long retryAfter = hit.stream().mapToLong(limit -> limit.remaining(now)).max().orElse(0);
      List<Item> kept = new ArrayList<>();
      List<Removed> dropped = new ArrayList<>();
      for (Item item : items) {
        String reason = removed.get(item);
        if (reason == null) {
          kept.add(item);
          continue;
        }
        List<Item.Amount> amounts = new ArrayList<>(item.amounts());
        if (flagged.contains(item)) {
          kept.add(item.rateLimited());
        } else if (item == eventOfFile) {
          amounts.addAll(EVENT_OF_FILE);
        }
        dropped.add(new Removed(item, amounts, reason));
      }
      return new Decision(kept, dropped, limits, retryAfter, List.copyOf(counted));
    }

    private List<ActiveLimit> remember(List<ActiveLimit> fresh) {
      if (fresh.isEmpty() && active.isEmpty()) {
        return List.of();
      }
      Set<Quota> renewed = fresh.stream().map(ActiveLimit::quota).collect(Collectors.toSet());
      Set<ActiveLimit> limits = new LinkedHashSet<>(fresh);
      for (Place place : quotas.stream().map(Place::of).distinct().toList()) {
        List<ActiveLimit> ofPlace =
            fresh.stream().filter(limit -> Place.of(limit.quota()).equals(place)).toList();
        List<ActiveLimit> known =
            active.compute(place, (same, before) -> renewed(before, ofPlace, renewed));
        if (known != null) {
          limits.addAll(known);
        }
      }
      return List.copyOf(limits);
    }

    /** The limits of a place that are still in force; null for none. */
    private @Nullable List<ActiveLimit> renewed(
        @Nullable List<ActiveLimit> before, List<ActiveLimit> fresh, Set<Quota> renewed) {
      List<ActiveLimit> all = new ArrayList<>(fresh);
      if (before != null) {
        before.stream()
            .filter(limit -> limit.untilSecond() > now && !renewed.contains(limit.quota()))
            // a limit that was raised or taken away is announced no longer
            .filter(limit -> quotas.contains(limit.quota()))
            .forEach(all::add);
      }
      return all.isEmpty() ? null : all;
    }
  }
}
