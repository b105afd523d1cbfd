package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of outcomes as scripts ask for them (spec 11 §16.1). */
class StatsIT {

  private static final String STATS = "/api/0/organizations/acme/stats_v2/?";

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(Instant.now());
    shop = Shop.on(node);
    String one = shop.project("one", "python");
    String two = shop.project("two", "python");
    shop.report(one, "{\"message\":\"a\"}");
    shop.report(one, "{\"exception\":{\"type\":\"E\",\"value\":\"x\"}}");
    shop.report(two, "{\"message\":\"b\"}");
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj stats(String query) throws Exception {
    return (Json.Obj) shop.get(STATS + query);
  }

  private static long total(Json.Obj group, String field) {
    Json.Num sum = group.object("totals").number(field);
    return sum == null ? -1 : sum.asLong();
  }

  @Test
  void errorsOfAllKindsAreOneCategory() throws Exception {
    Json.Obj answer =
        stats(
            "field=sum(quantity)&field=sum(times_seen)&category=error&groupBy=outcome&statsPeriod=1d");
    assertThat(answer.array("groups").items()).hasSize(1);
    Json.Obj group = (Json.Obj) answer.array("groups").get(0);
    assertThat(group.object("by").string("outcome")).isEqualTo("accepted");
    assertThat(total(group, "sum(quantity)")).isEqualTo(3);
    assertThat(total(group, "sum(times_seen)")).isEqualTo(3);
    Json.Arr series = group.object("series").array("sum(quantity)");
    assertThat(series.items()).hasSameSizeAs(answer.array("intervals").items()).hasSize(25);
    assertThat(series.get(24)).isEqualTo(Json.of(3));
  }

  @Test
  void groupedByProjectsThereAreSumsOnly() throws Exception {
    Json.Obj answer =
        stats("field=sum(quantity)&groupBy=category&groupBy=project&interval=1d&statsPeriod=7d");
    assertThat(answer.get("intervals")).isNull();
    assertThat(answer.array("groups").items()).hasSize(2);
    for (Json item : answer.array("groups").items()) {
      assertThat(((Json.Obj) item).get("series")).isNull();
      assertThat(((Json.Obj) item).object("by").string("category")).isEqualTo("error");
    }
  }

  @Test
  void outcomesReasonsAndKeysAreFiltersToo() throws Exception {
    Json.Obj key = (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/one/keys/")).get(0);
    long id =
        shop.count(
            "SELECT id FROM project_key WHERE public_key = '%s'".formatted(key.string("public")));
    String query = "field=sum(quantity)&category=error&groupBy=key_id&key_id=" + id;
    Json.Arr groups = stats(query).array("groups");
    assertThat(groups.items()).hasSize(1);
    assertThat(total((Json.Obj) groups.get(0), "sum(quantity)")).isEqualTo(2);
    assertThat(stats(query + "&outcome=invalid").array("groups").items()).isEmpty();
    assertThat(stats(query + "&reason=none").array("groups").items()).isEmpty();
    assertThat(stats(query + "&outcome=accepted&outcome=invalid").array("groups").items())
        .hasSize(1);
  }

  /** Spec 01 §23.3: SDKs write what they like, and statistics name what is known. */
  @Test
  void unknownReasonsOfClientsAreOne() throws Exception {
    String dsn = shop.project("clients", "python");
    shop.envelope(
        dsn,
        "{}\n{\"type\":\"client_report\"}\n{\"discarded_events\":["
            + "{\"reason\":\"before_send\",\"category\":\"feedback\",\"quantity\":2},"
            + "{\"reason\":\"full moon\",\"category\":\"feedback\",\"quantity\":3},"
            + "{\"reason\":\"low tide\",\"category\":\"feedback\",\"quantity\":4}]}");
    node.awaitDrained();
    String query = "field=sum(quantity)&category=feedback&groupBy=reason&interval=1d";
    Json.Arr groups = stats(query).array("groups");
    assertThat(groups.items())
        .extracting(group -> ((Json.Obj) group).object("by").string("reason"))
        .containsExactlyInAnyOrder("before_send", "other");
    Json.Arr other = stats(query + "&reason=other").array("groups");
    assertThat(other.items()).hasSize(1);
    assertThat(total((Json.Obj) other.get(0), "sum(quantity)")).isEqualTo(7);
  }

  @Test
  void oneProjectIsCountedByItsSlug() throws Exception {
    Json.Obj answer = stats("field=sum(quantity)&category=error&projectSlug=two&interval=1d");
    assertThat(total((Json.Obj) answer.array("groups").get(0), "sum(quantity)")).isEqualTo(1);
    assertThat(answer.array("intervals").items()).hasSizeBetween(90, 92);
  }

  @ParameterizedTest
  @CsvSource({
    "field=sum(x)&category=error, 'Invalid field: \"sum(x)\"'",
    "field=sum(quantity)&groupBy=x&category=error, 'Invalid groupBy: \"x\"'",
    "field=sum(quantity), Query must have category as groupby or filter",
    "field=sum(quantity)&category=attachment&category=error,"
        + " if filtering by attachment no other category may be present",
    "field=sum(quantity)&category=error&interval=7m, 'Invalid interval: \"7m\"'",
    "field=sum(quantity)&category=error&interval=1m&statsPeriod=1d, too many results",
    "field=sum(quantity)&category=error&statsPeriod=x, Invalid statsPeriod",
    "field=sum(quantity)&category=error&interval=x, 'Invalid interval: \"x\"'",
    "field=sum(quantity)&category=error&statsPeriod=999999w, Invalid statsPeriod",
    "field=sum(quantity)&category=error&start=2024-02-01&end=2024-01-01, start must be before end",
    "field=sum(quantity)&category=error&project=1&projectSlug=one, Cannot query for both"
  })
  void whatMakesNoSenseIsRefused(String query, String detail) throws Exception {
    Shop.Changed answer = shop.ask(STATS + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(((Json.Obj) answer.body()).string("detail")).contains(detail);
  }
}
