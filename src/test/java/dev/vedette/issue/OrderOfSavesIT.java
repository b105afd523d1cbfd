package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The same events, one after the other in the order of their times, and all at once in any order:
 * issues, counts, users and hours are the same, however they came to be batched.
 */
class OrderOfSavesIT {

  private static final int EVENTS = 240;
  private static final List<String> LEVELS = List.of("fatal", "error", "warning", "info");
  private static final List<String> SHOWN =
      List.of(
          "title", "culprit", "level", "metadata", "count", "userCount", "firstSeen", "lastSeen");

  @Test
  void makesNoDifference() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      String ordered = shop.project("ordered", "python");
      String shuffled = shop.project("shuffled", "python");
      List<String> events = events(random);
      for (String event : events) {
        shop.send(ordered, event);
      }
      Collections.shuffle(events, random);
      try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
        List<Future<String>> sent = new ArrayList<>();
        events.forEach(event -> sent.add(senders.submit(() -> shop.send(shuffled, event))));
        for (Future<String> one : sent) {
          assertThat(one.get()).hasSize(32);
        }
      }
      node.awaitMerged();
      assertThat(issues(shop, "shuffled")).as("seed %d", seed).isEqualTo(issues(shop, "ordered"));
      assertThat(hours(node, "shuffled")).as("seed %d", seed).isEqualTo(hours(node, "ordered"));
    }
  }

  /** Events of few issues, in the order of their times, which differ. */
  private static List<String> events(Random random) {
    long start = Instant.now().getEpochSecond() - 6 * 3600;
    List<String> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      int issue = random.nextInt(5);
      events.add(
          """
          {"event_id":"%032x","platform":"python","fingerprint":["issue %d"],"level":"%s","timestamp":%d,
          "environment":"%s","user":{"id":"%d"},"exception":{"values":[{"type":"E%d","value":"%s",
          "stacktrace":{"frames":[{"module":"m%d","function":"f%d","filename":"%d.py","in_app":true}]}}]}}\
          """
              .formatted(
                  i + 1,
                  issue,
                  LEVELS.get(random.nextInt(LEVELS.size())),
                  start + i * 80L,
                  random.nextBoolean() ? "production" : "staging",
                  random.nextInt(40),
                  issue,
                  "value " + random.nextInt(1000),
                  random.nextInt(50),
                  random.nextInt(50),
                  random.nextInt(50)));
    }
    return events;
  }

  private static Map<String, String> issues(Shop shop, String project) throws Exception {
    Map<String, String> shown = new TreeMap<>();
    String path = "/api/0/projects/acme/" + project + "/issues/?query=";
    for (Json item : ((Json.Arr) shop.get(path)).items()) {
      Json.Obj issue = (Json.Obj) item;
      Json.Builder kept = Json.object();
      SHOWN.forEach(key -> kept.put(key, issue.get(key)));
      shown.put(issue.object("metadata").string("type"), kept.build().text());
    }
    return shown;
  }

  private static List<String> hours(RunningNode node, String project) throws Exception {
    return RunningNode.waiting(() ->
        node.database()
            .sql()
            .list(
                """
                SELECT h.hash || ' ' || r.hour || ' ' || r.environment_id || ' ' || sum(r.events)
                  || ' ' || min(r.first_seen) || ' ' || max(r.last_seen)
                FROM issue_hash h JOIN project p ON p.id = h.project_id AND p.slug = $1
                JOIN (SELECT hash_id, hour, environment_id, events, first_seen, last_seen FROM issue_hour
                  UNION ALL
                  SELECT hash_id, hour, environment_id, events, first_seen, last_seen FROM issue_hour_delta) r
                  ON r.hash_id = h.id
                GROUP BY h.hash, r.hour, r.environment_id ORDER BY 1\
                """,
                row -> row.getString(0),
                project));
  }
}
