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
    @Nullable String user,
    long total,
    long exited,
    long erroredCount,
    long crashed,
    long abnormal,
    long unhandled) {

  private static final Duration OLDEST = Duration.ofDays(5);
  private static final Duration NEWEST = Duration.ofSeconds(60);
  private static final Duration DRIFT = Duration.ofMinutes(55);
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

  /** Reads an item of type session or sessions. */
  static Updates read(Json.Obj sent, Item item, ItemGroup group) throws Invalid {
    Json.Obj attributes = sent.object("attrs");
    String release = String.valueOf(attributes.string("release")).strip();
    if (!isRelease(release)) {
      throw new Invalid("invalid_release");
    }
    String given = attributes.string("environment");
    String environment =
        given == null || given.isEmpty() || !isEnvironment(given) ? "production" : given;
    if (item.type() != ItemType.SESSION) {
      return aggregates(sent, release, environment, group);
    }
    SessionUpdate update = single(sent, release, environment, group);
    return new Updates(update == null ? List.of() : List.of(update), 0);
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

  private static @Nullable SessionUpdate single(
      Json.Obj sent, String release, String environment, ItemGroup group) throws Invalid {
    Instant started = time(sent.get("started"), group);
    if (started == null) {
      throw new Invalid("invalid_session");
    }
    Json.Num sequence = sent.number("seq");
    if (sequence != null && LAST_SEQUENCE.equals(sequence.value())) {
      // an SDK's counter that has run over (spec 01 §20.3.2)
      return null;
    }
    Instant updated = time(sent.get("timestamp"), group);
    if (!isPlausible(started, group) || (updated != null && !isPlausible(updated, group))) {
      throw new Invalid("timestamp");
    }
    boolean init = Boolean.TRUE.equals(sent.bool("init"));
    String status = sent.string("status") == null ? "ok" : String.valueOf(sent.string("status"));
    boolean bad =
        switch (status) {
          case "crashed", "abnormal", "errored", "unhandled" -> true;
          default -> false;
        };
    Json.Num errors = sent.number("errors");
    boolean errored = bad || (errors != null && errors.asLong() > 0);
    return new SessionUpdate(
        release,
        environment,
        started,
        sid(sent.string("sid")),
        seq(sent, init, group),
        status,
        init,
        errored,
        sent.string("did"),
        0,
        0,
        0,
        0,
        0,
        0);
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

  private static UUID sid(@Nullable String text) {
    try {
      if (text != null) {
        String hex = text.replace("-", "");
        return new UUID(
            Long.parseUnsignedLong(hex.substring(0, 16), 16),
            Long.parseUnsignedLong(hex.substring(16, 32), 16));
      }
    } catch (NumberFormatException | StringIndexOutOfBoundsException malformed) {
      return UUID.randomUUID();
    }
    return UUID.randomUUID();
  }

  private static Updates aggregates(
      Json.Obj sent, String release, String environment, ItemGroup group) {
    List<SessionUpdate> updates = new ArrayList<>();
    int late = 0;
    for (Json entry : sent.array("aggregates").items()) {
      if (!(entry instanceof Json.Obj aggregate)) {
        continue;
      }
      Instant started = time(aggregate.get("started"), group);
      if (started == null || !isPlausible(started, group)) {
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

  private static @Nullable Instant time(@Nullable Json value, ItemGroup group) {
    Instant sent;
    switch (value) {
      case Json.Num number -> sent = Instant.ofEpochMilli((long) (number.asDouble() * 1000));
      case Json.Str(String text) -> {
        try {
          String iso = text.strip().replace(' ', 'T');
          boolean zoned = iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d:?\\d\\d$");
          sent = OffsetDateTime.parse(zoned ? iso : iso + "Z").toInstant();
        } catch (java.time.DateTimeException malformed) {
          return null;
        }
      }
      case null, default -> {
        return null;
      }
    }
    Instant sentAt = group.sentAt();
    Duration drift = sentAt == null ? Duration.ZERO : Duration.between(sentAt, group.received());
    return drift.abs().compareTo(DRIFT) >= 0 ? sent.plus(drift) : sent;
  }

  private static boolean isPlausible(Instant time, ItemGroup group) {
    return !time.isBefore(group.received().minus(OLDEST))
        && !time.isAfter(group.received().plus(NEWEST));
  }

  /** Whether no later update of the session counts. */
  boolean isTerminal() {
    return switch (status) {
      case "exited", "crashed", "abnormal", "unhandled" -> true;
      default -> false;
    };
  }
}
