package dev.vedette.release;

import dev.vedette.ingest.Item;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import dev.vedette.release.SessionRows.Delta;
import dev.vedette.release.SessionRows.Place;
import dev.vedette.release.SessionRows.Users;
import dev.vedette.store.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as a Relay counts them: counters by status, and sets of sessions and of users by the
 * hashes of their ids (spec 01 §20.3 step 7, §26.7).
 *
 * @param status tag {@code session.status}; empty for the set of errored sessions
 * @param mechanism tag {@code abnormal_mechanism}; empty without
 * @param count value of a counter, 0 for sets
 * @param hashes members of a set
 */
record SessionMetric(
    Kind kind, Place place, String status, String mechanism, long count, List<Long> hashes) {

  private static final String WITHOUT_RELEASE = "invalid_release";

  /** What is counted. */
  enum Kind {
    SESSIONS,
    ERRORED,
    USERS,
    /** Of no use here. */
    OTHER
  }

  static SessionMetric read(Item item, ProjectId project) throws SessionUpdate.Invalid {
    Json.Obj metric = object(item);
    Json.Num time = metric.number("timestamp");
    Json.Obj tags = metric.object("tags");
    String release = tags.string("release");
    if (time == null) {
      throw new SessionUpdate.Invalid("timestamp");
    }
    if (release == null || release.isBlank()) {
      throw new SessionUpdate.Invalid(WITHOUT_RELEASE);
    }
    String environment = tags.string("environment");
    String status = tags.string("session.status");
    String mechanism = tags.string("abnormal_mechanism");
    return new SessionMetric(
        kind(String.valueOf(metric.string("name"))),
        new Place(
            project,
            release,
            environment == null ? "production" : environment,
            Instant.ofEpochSecond(time.asLong())),
        status == null ? "" : status,
        mechanism == null ? "" : mechanism,
        metric.get("value") instanceof Json.Num value ? Math.max(0, value.asLong()) : 0,
        hashes(metric.get("value")));
  }

  private static Json.Obj object(Item item) throws SessionUpdate.Invalid {
    try {
      if (JsonText.parse(item.bytes()) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw new SessionUpdate.Invalid(SessionUpdate.MALFORMED);
    }
    throw new SessionUpdate.Invalid(SessionUpdate.MALFORMED);
  }

  /** The kind by a name like {@code c:sessions/session@none}. */
  private static Kind kind(String name) {
    return switch (name) {
      case "c:sessions/session@none" -> Kind.SESSIONS;
      case "s:sessions/error@none" -> Kind.ERRORED;
      case "s:sessions/user@none" -> Kind.USERS;
      default -> Kind.OTHER;
    };
  }

  private static List<Long> hashes(@Nullable Json value) {
    return value instanceof Json.Arr set
        ? set.items().stream()
            .filter(Json.Num.class::isInstance)
            .map(member -> ((Json.Num) member).asLong())
            .toList()
        : List.of();
  }

  /** Sessions that began. */
  long begun() {
    return kind == Kind.SESSIONS && status.equals("init") ? count : 0;
  }

  /** Adds what it says to its hour. */
  void save(Sql sql) {
    Delta delta = delta(sql);
    Users users = users();
    if (!delta.isNothing() || !users.names().isEmpty()) {
      SessionRows.add(sql, place, delta, users);
    }
  }

  /** Relay counts crashed and abnormal sessions among the errored, too. */
  private Delta delta(Sql sql) {
    return switch (kind) {
      case SESSIONS ->
          switch (status) {
            case "init" -> new Delta(count, 0, 0, 0, 0);
            case "errored_preaggr" -> new Delta(0, count, 0, 0, 0);
            case "crashed" -> new Delta(0, -count, count, 0, 0);
            case "abnormal" -> new Delta(0, -count, 0, count, 0);
            case "unhandled" -> new Delta(0, 0, 0, 0, count);
            default -> Delta.NOTHING;
          };
      case ERRORED -> {
        long fresh =
            hashes.stream()
                .filter(hash -> SessionRows.isNewlyErrored(sql, place, sid(hash)))
                .count();
        yield new Delta(0, fresh, 0, 0, 0);
      }
      case USERS, OTHER -> Delta.NOTHING;
    };
  }

  /** An id for a session of which only a hash is known. */
  private UUID sid(long hash) {
    String name = place.release() + '\n' + place.environment() + '\n' + hash;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private Users users() {
    if (kind != Kind.USERS) {
      return Users.NONE;
    }
    return new Users(
        hashes.stream().map(hash -> Long.toString(hash)).toList(),
        UserFate.of(status, status.equals("errored"), mechanism));
  }
}
