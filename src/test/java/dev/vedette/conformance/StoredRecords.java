package dev.vedette.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Subset;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares what was stored with the expected records of a case. */
final class StoredRecords {

  private StoredRecords() {}

  static void check(Database database, Json.Obj expected, String id) throws Exception {
    if (expected.get("event") instanceof Json.Obj wanted) {
      checkEvent(event(database), wanted, expected, id);
    }
    records(
        database,
        expected,
        "attachments",
        "SELECT json_build_object('name', name, 'type', type, 'size', size, 'content_type', content_type,"
            + " 'sha1', encode(sha1, 'hex'))::text"
            + " FROM attachment ORDER BY ordinal");
    records(
        database,
        expected,
        "user_report",
        "SELECT json_build_object('event_id', replace(event_id::text, '-', ''), 'name', name, 'email', email,"
            + " 'comments', comments)::text FROM user_report");
    records(
        database,
        expected,
        "check_in",
        "SELECT json_build_object('check_in_id', replace(c.id::text, '-', ''), 'status', status, 'duration', duration,"
            + " 'environment', environment, 'monitor_slug', m.slug)::text FROM check_in c JOIN monitor m ON m.id = monitor_id");
    hours(database, expected);
    records(database, expected, "span", "SELECT payload::text FROM span");
    records(database, expected, "replay_event", "SELECT event::text FROM replay_segment");
    records(
        database,
        expected,
        "session",
        "SELECT json_build_object('sid', sid::text, 'seq', seq, 'status', status, 'init', counted,"
            + " 'errors', errored::int, 'started', extract(epoch FROM started))::text FROM session_state");
  }

  /** Sessions are kept per hour: the buckets of shorter times add up. */
  private static void hours(Database database, Json.Obj expected) throws Exception {
    for (String count : List.of("total", "errored", "crashed", "abnormal")) {
      long wanted = 0;
      for (Json bucket : expected.array("session_buckets").items()) {
        wanted += Objects.requireNonNull(((Json.Obj) bucket).number(count)).asLong();
      }
      if (expected.get("session_buckets") != null) {
        String sum = "SELECT coalesce(sum(%s), 0)::int8 FROM session_hour".formatted(count);
        assertThat(rows(database, sum).getFirst().getLong(0)).as(count).isEqualTo(wanted);
      }
    }
  }

  private static List<Row> rows(Database database, String sql) throws Exception {
    return RunningNode.waiting(() -> database.sql().list(sql, row -> row));
  }

  private static void records(Database database, Json.Obj expected, String key, String sql)
      throws Exception {
    Json wanted = expected.get(key);
    if (wanted == null) {
      return;
    }
    List<Json> found = new ArrayList<>();
    for (Row row : rows(database, sql)) {
      found.add(JsonText.parse(row.getString(0)));
    }
    Json stored =
        wanted instanceof Json.Arr
            ? new Json.Arr(found)
            : found.isEmpty() ? Json.NULL : found.getFirst();
    if (key.equals("session") && wanted instanceof Json.Obj session) {
      wanted = session.without("release").without("environment");
    }
    if (key.equals("check_in")
        && wanted instanceof Json.Obj checkIn
        && "0".repeat(32).equals(checkIn.string("check_in_id"))) {
      wanted = checkIn.without("check_in_id");
    }
    assertThat(Subset.difference(key, wanted, stored)).isEmpty();
  }

  private static Json.Obj event(Database database) throws Exception {
    // what a user report becomes (spec 02 §20) is another event than the one that was sent
    List<Row> rows =
        rows(
            database,
            "SELECT payload FROM event WHERE type <> 'feedback' OR NOT EXISTS (SELECT FROM user_report)");
    assertThat(rows).as("stored events").hasSize(1);
    byte[] packed = rows.getFirst().getBuffer(0).getBytes();
    return (Json.Obj)
        JsonText.parse(Zstd.decompress(packed, (int) Zstd.getFrameContentSize(packed)));
  }

  private static void checkEvent(Json.Obj event, Json.Obj wanted, Json.Obj expected, String id) {
    // The performance score is not computed.
    Json.Obj plain = id.startsWith("19-") ? withoutScores(wanted) : wanted;
    List<String> differences = new ArrayList<>();
    plain
        .members()
        .forEach((key, value) -> {
          String difference = Subset.difference(key, value, event.get(key));
          if (!difference.isEmpty()) {
            differences.add(difference);
          }
        });
    if (expected.get("occurrence") instanceof Json.Obj occurrence) {
      String difference = Subset.difference("occurrence", occurrence, event.get("occurrence"));
      if (!difference.isEmpty()) {
        differences.add(difference);
      }
    }
    for (Json key : expected.array("absent").items()) {
      Json value = event.get(((Json.Str) key).value());
      if (value != null && !value.isNull()) {
        differences.add(key.text() + " must be absent");
      }
    }
    List<Json> tags = event.array("tags").items();
    for (Json tag : expected.array("tags_include").items()) {
      if (!tags.contains(tag)) {
        differences.add("no tag " + tag.text() + " in " + event.array("tags").text());
      }
    }
    for (Json key : expected.array("tags_absent").items()) {
      if (tags.stream().anyMatch(tag -> ((Json.Arr) tag).get(0).equals(key))) {
        differences.add("tag " + key.text());
      }
    }
    checkErrors(event, expected, differences);
    if (expected.get("meta_include") instanceof Json.Obj meta) {
      differences.add(Subset.difference("_meta", meta, event.get("_meta")));
    }
    expected
        .object("lengths")
        .members()
        .forEach((path, value) -> differences.add(length(event, path, value)));
    expected
        .object("values")
        .members()
        .forEach((path, value) -> differences.add(Subset.difference(path, value, at(event, path))));
    differences.removeIf(String::isEmpty);
    assertThat(differences).isEmpty();
  }

  private static Json.Obj withoutScores(Json.Obj wanted) {
    Json.Obj measurements = wanted.object("measurements");
    Json.Builder kept = Json.object();
    measurements
        .members()
        .forEach((name, value) -> {
          if (!name.startsWith("score.")) {
            kept.put(name, value);
          }
        });
    return wanted.with("measurements", kept.build());
  }

  private static void checkErrors(Json.Obj event, Json.Obj expected, List<String> differences) {
    Json.Arr errors = event.array("errors");
    if (expected.get("errors") instanceof Json.Arr exact) {
      differences.add(Subset.difference("errors", exact, errors));
    }
    for (Json error : expected.array("errors_include").items()) {
      boolean found =
          errors.items().stream().anyMatch(one -> Subset.difference("", error, one).isEmpty());
      if (!found) {
        differences.add("no error " + error.text() + " in " + errors.text());
      }
    }
  }

  private static String length(Json.Obj event, String path, Json expected) {
    Json found = at(event, path);
    long length =
        switch (found) {
          case Json.Arr array -> array.size();
          case Json.Str(String text) -> text.length();
          case null, default -> -1;
        };
    return length == ((Json.Num) expected).asLong() ? "" : path + " has length " + length;
  }

  private static Json at(Json root, String path) {
    Json value = root;
    for (String key : path.split("\\.")) {
      value =
          switch (value) {
            case Json.Obj object -> object.get(key);
            case Json.Arr array -> array.get(Integer.parseInt(key));
            case null, default -> null;
          };
    }
    return value;
  }
}
