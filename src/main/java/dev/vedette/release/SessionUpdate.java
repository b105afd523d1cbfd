package dev.vedette.release;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One counted change of sessions (spec 01 §20.3, spec 02 §21).
 *
 * @param sid id of the session, or null for aggregates
 * @param seq order of the updates of one session
 * @param mechanism why a session ended abnormally; empty when unknown
 * @param user distinct user, or null
 * @param total sessions that began
 */
record SessionUpdate(
    String release,
    String environment,
    Instant started,
    @Nullable UUID sid,
    BigInteger seq,
    String status,
    boolean init,
    boolean errored,
    String mechanism,
    @Nullable String user,
    long total,
    long exited,
    long erroredCount,
    long crashed,
    long abnormal,
    long unhandled) {

  private static final Duration OLDEST = Duration.ofDays(5);
  private static final Duration NEWEST = Duration.ofSeconds(60);
  private static final UUID NIL = new UUID(0, 0);
  private static final Pattern HEX_ID = Pattern.compile("[0-9a-fA-F]{32}");

  /** What is no session at all. */
  static final String MALFORMED = "invalid_session";

  private static final BigInteger LAST_SEQUENCE = new BigInteger("18446744073709551615");
  private static final Pattern BAD_RELEASE = Pattern.compile("[/\\\\\r\n\t\f]");
  private static final Pattern BAD_ENVIRONMENT = Pattern.compile("[/\r\n\t\f]");

  /** A session that is dropped; the reason is the outcome's. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * What an item of type session or sessions holds.
   *
   * @param late how many aggregates were out of the time window
   */
  record Updates(List<SessionUpdate> kept, int late) {}

  /**
   * Reads an item of type session or sessions; times are checked before names.
   *
   * @param maxDrift difference of clocks that is tolerated
   */
  static Updates read(SessionSource source, Item item, ItemGroup group, Duration maxDrift)
      throws Invalid {
    Json.Obj sent = source.payload();
    String given = sent.object("attrs").string("environment");
    String environment =
        given == null || given.isEmpty() || !isEnvironment(given) ? "production" : given;
    Clock clock = new Clock(group, maxDrift);
    Updates updates =
        item.type() == ItemType.SESSION
            ? single(sent, source.release(), environment, clock)
            : aggregates(sent, source.release(), environment, clock);
    boolean allLate = updates.late() > 0 && updates.kept().isEmpty();
    if (!allLate && !isRelease(source.release())) {
      throw new Invalid("invalid_release");
    }
    return updates;
  }

  /** The times of a group, by the server's clock. */
  private record Clock(ItemGroup group, Duration maxDrift) {

    /** A time of the sender; null when it says none. */
    @Nullable Instant read(@Nullable Json value) throws Invalid {
      Instant sent =
          switch (value) {
            case Json.Num number -> Instant.ofEpochMilli((long) (number.asDouble() * 1000));
            case Json.Str(String text) -> parsed(text);
            case null -> null;
            default -> throw new Invalid(MALFORMED);
          };
      Instant sentAt = group.sentAt();
      if (sent == null || sentAt == null) {
        return sent;
      }
      Duration drift = Duration.between(sentAt, group.received());
      return drift.abs().compareTo(maxDrift) >= 0 ? sent.plus(drift) : sent;
    }

    private static Instant parsed(String text) throws Invalid {
      try {
        String iso = text.strip().replace(' ', 'T');
        boolean zoned = iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d:?\\d\\d$");
        return OffsetDateTime.parse(zoned ? iso : iso + "Z").toInstant();
      } catch (java.time.DateTimeException malformed) {
        throw new Invalid(MALFORMED);
      }
    }

    Instant required(@Nullable Json value) throws Invalid {
      Instant time = read(value);
      if (time == null) {
        throw new Invalid(MALFORMED);
      }
      return time;
    }

    boolean isPlausible(Instant time) {
      return !time.isBefore(group.received().minus(OLDEST))
          && !time.isAfter(group.received().plus(NEWEST));
    }
  }

  private static boolean isRelease(String text) {
    return !text.isEmpty()
        && text.length() <= 200
        && !text.equals(".")
        && !text.equals("..")
        && !text.equalsIgnoreCase("latest")
        && !BAD_RELEASE.matcher(text).find();
  }

  private static boolean isEnvironment(String text) {
    return text.length() <= 64
        && !text.equalsIgnoreCase("none")
        && !text.equals(".")
        && !text.equals("..")
        && !BAD_ENVIRONMENT.matcher(text).find();
  }

  private static Updates single(Json.Obj sent, String release, String environment, Clock clock)
      throws Invalid {
    Instant started = clock.required(sent.present("started"));
    Instant updated = clock.read(sent.present("timestamp"));
    Json.Num sequence = sent.number("seq");
    if (sequence != null && LAST_SEQUENCE.equals(sequence.value())) {
      // an SDK's counter that has run over (spec 01 §20.3.2)
      return new Updates(List.of(), 0);
    }
    if (!clock.isPlausible(started) || (updated != null && !clock.isPlausible(updated))) {
      throw new Invalid("timestamp");
    }
    boolean init = Boolean.TRUE.equals(sent.bool("init"));
    String status = sent.string("status") == null ? "ok" : String.valueOf(sent.string("status"));
    boolean bad =
        switch (status) {
          case "crashed", "abnormal", "errored", "unhandled" -> true;
          default -> false;
        };
    String mechanism = sent.string("abnormal_mechanism");
    Json.Num errors = sent.number("errors");
    boolean errored = bad || (errors != null && errors.asLong() > 0);
    SessionUpdate update =
        new SessionUpdate(
            release,
            environment,
            started,
            sid(sent, init && isTerminal(status)),
            seq(sent, init, clock.group()),
            status,
            init,
            errored,
            mechanism == null ? "" : mechanism,
            sent.string("did"),
            0,
            0,
            0,
            0,
            0,
            0);
    return new Updates(List.of(update), 0);
  }

  private static BigInteger seq(Json.Obj sent, boolean init, ItemGroup group) {
    if (init) {
      return BigInteger.ZERO;
    }
    Json.Num seq = sent.number("seq");
    return seq == null || !seq.isIntegral()
        ? BigInteger.valueOf(group.received().toEpochMilli())
        : seq.value() instanceof BigInteger big ? big : BigInteger.valueOf(seq.asLong());
  }

  /** The id of a session; one that began and ended at once needs none. */
  private static UUID sid(Json.Obj sent, boolean whole) throws Invalid {
    Json given = sent.present("sid");
    if (given == null) {
      return whole ? NIL : UUID.randomUUID();
    }
    String text = given instanceof Json.Str(String written) ? written : "";
    String hex = text.replace("-", "");
    if (!HEX_ID.matcher(hex).matches()) {
      throw new Invalid(MALFORMED);
    }
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  private static Updates aggregates(Json.Obj sent, String release, String environment, Clock clock)
      throws Invalid {
    List<SessionUpdate> updates = new ArrayList<>();
    int late = 0;
    if (sent.array("aggregates").items().isEmpty()) {
      throw new Invalid(MALFORMED);
    }
    for (Json entry : sent.array("aggregates").items()) {
      if (!(entry instanceof Json.Obj aggregate)) {
        throw new Invalid(MALFORMED);
      }
      Instant started = clock.required(aggregate.present("started"));
      if (!clock.isPlausible(started)) {
        late++;
        continue;
      }
      long exited = count(aggregate, "exited");
      long errored = count(aggregate, "errored");
      long abnormal = count(aggregate, "abnormal");
      long unhandled = count(aggregate, "unhandled");
      long crashed = count(aggregate, "crashed");
      updates.add(
          new SessionUpdate(
              release,
              environment,
              started,
              null,
              BigInteger.ZERO,
              "exited",
              true,
              false,
              "",
              aggregate.string("did"),
              exited + errored + abnormal + unhandled + crashed,
              exited,
              errored,
              crashed,
              abnormal,
              unhandled));
    }
    return new Updates(updates, late);
  }

  private static long count(Json.Obj aggregate, String key) {
    Json.Num number = aggregate.number(key);
    return number == null ? 0 : Math.max(0, number.asLong());
  }

  /** Whether the session has no id by which a later update could name it. */
  boolean isNameless() {
    return NIL.equals(sid);
  }

  /** Whether no later update of the session counts. */
  boolean isTerminal() {
    return isTerminal(status);
  }

  private static boolean isTerminal(String status) {
    return switch (status) {
      case "exited", "crashed", "abnormal", "unhandled" -> true;
      default -> false;
    };
  }
}
