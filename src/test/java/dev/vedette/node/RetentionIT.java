package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.issue.IssueRetention;
import dev.vedette.project.Dsn;
import dev.vedette.project.ProjectId;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is old goes, and nothing else does (spec 10 §13). */
class RetentionIT {

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start((Instant) null);
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  /** A phone sends what happened while it was away from the network. */
  @Test
  void anIssueThatHasJustArrivedStaysHoweverOldItsEventsAre() throws Exception {
    String dsn = shop.project("phones", "other");
    Instant then = Instant.now().minus(Duration.ofDays(20));
    shop.report(
        dsn, "{\"message\":\"in the tunnel\",\"timestamp\":%d}".formatted(then.getEpochSecond()));
    Instant weekAgo = Instant.now().minus(Duration.ofDays(7));
    assertThat(deleted(weekAgo)).isZero();
    assertThat(shop.titles("phones")).containsExactly("in the tunnel");
    RunningNode.waiting(() -> node.database().sql().update("DELETE FROM event"));
    assertThat(deleted(weekAgo)).isEqualTo(1);
    assertThat(shop.titles("phones")).isEmpty();
  }

  private static int deleted(Instant before) throws Exception {
    return RunningNode.waiting(() -> IssueRetention.delete(node.database(), before, null));
  }

  @Test
  void aRenewedInvitationStays() throws Exception {
    invite("renewed@example.org", 100, 1);
    invite("young@example.org", 10, 10);
    invite("expired@example.org", 100, 100);
    Instant now = Instant.now();
    RunningNode.waiting(() -> {
      new Retention(node.database(), now.minus(Duration.ofDays(7)), now, null)
          .delete(EnumSet.of(Retention.Kind.TOKENS));
      return true;
    });
    assertThat(shop.count("SELECT count(*) FROM member WHERE email = 'renewed@example.org'"))
        .isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM member WHERE email = 'young@example.org'"))
        .isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM member WHERE email = 'expired@example.org'"))
        .isZero();
  }

  @Test
  void onlyWhatIsAskedForGoes() throws Exception {
    Dsn one = Dsn.parse(shop.project("tidy", "other")).orElseThrow();
    Dsn other = Dsn.parse(shop.project("kept", "other")).orElseThrow();
    oldReport(one);
    oldReport(other);
    Instant now = Instant.now();
    Retention retention =
        new Retention(
            node.database(), now.minus(Duration.ofDays(7)), now, new ProjectId(one.projectId()));
    Map<String, Long> counted =
        RunningNode.waiting(() -> retention.count(EnumSet.of(Retention.Kind.EVENTS)));
    assertThat(counted).containsEntry("user_report", 1L).doesNotContainKey("issue");
    RunningNode.waiting(() -> {
      retention.delete(EnumSet.of(Retention.Kind.FILES, Retention.Kind.ISSUES));
      return true;
    });
    assertThat(reports(one)).isEqualTo(1);
    RunningNode.waiting(() -> {
      retention.delete(EnumSet.of(Retention.Kind.EVENTS));
      return true;
    });
    assertThat(reports(one)).isZero();
    assertThat(reports(other)).isEqualTo(1);
  }

  private static void oldReport(Dsn dsn) throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                """
                INSERT INTO user_report (project_id, event_id, name, email, comments, created_at)
                VALUES ($1, gen_random_uuid(), '', '', 'old', now() - interval '100 days')\
                """,
                dsn.projectId()));
  }

  private static void invite(String email, int madeDaysAgo, int invitedDaysAgo) throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                """
                INSERT INTO member (organization_id, email, invite_nonce, created_at, invited_at)
                VALUES ($1, $2, 'n', now() - make_interval(days => $3::int),
                  now() - make_interval(days => $4::int))\
                """,
                shop.organization().value(),
                email,
                madeDaysAgo,
                invitedDaysAgo));
  }

  /** Only a report that comes later than half an hour, and by itself, is too late. */
  @Test
  void aReportStaysWithTheOldEventItCameWith() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("cached", "other")).orElseThrow();
    long then = Instant.now().minus(Duration.ofHours(3)).getEpochSecond();
    String id = UUID.randomUUID().toString().replace("-", "");
    String report =
        "{\"type\":\"user_report\"}\n{\"event_id\":\"%s\",\"name\":\"Ann\",\"comments\":\"%s\"}\n";
    String event = "{\"type\":\"event\"}\n{\"message\":\"offline\",\"timestamp\":%d}\n";
    envelope(dsn, id, event.formatted(then) + report.formatted(id, "it froze"));
    assertThat(reports(dsn)).isEqualTo(1);
    assertThat(accepted(dsn)).isEqualTo(1);
    assertThat(
            shop.count(
                "SELECT count(*) FROM event WHERE type = 'feedback' AND project_id = "
                    + dsn.projectId()))
        .as("an issue of its own")
        .isEqualTo(1);
    String other = UUID.randomUUID().toString().replace("-", "");
    envelope(dsn, other, event.formatted(then));
    envelope(dsn, other, report.formatted(other, "late"));
    assertThat(reports(dsn)).isEqualTo(1);
    assertThat(accepted(dsn)).as("what is not kept is not counted").isEqualTo(1);
  }

  private static long reports(Dsn dsn) throws Exception {
    return shop.count("SELECT count(*) FROM user_report WHERE project_id = " + dsn.projectId());
  }

  private static long accepted(Dsn dsn) throws Exception {
    return shop.count(
        """
        SELECT coalesce(sum(quantity), 0)::int8 FROM (
          SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
        WHERE project_id = %d AND outcome = 0 AND category = 14\
        """
            .formatted(dsn.projectId()));
  }

  private static void envelope(Dsn dsn, String id, String items) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/api/%d/envelope/?sentry_key=%s"
                                .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"event_id\":\"%s\"}\n%s".formatted(id, items)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    node.awaitDrained();
  }
}
