package dev.vedette.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sessions count, and what is said of the others (spec 01 §20.3). */
class SessionUpdateTest {

  private static final Instant RECEIVED = Instant.parse("2024-08-12T12:00:00Z");
  private static final Duration DRIFT = Duration.ofMinutes(55);
  private static final String ATTRIBUTES = "\"attrs\":{\"release\":\"web@5.1.0\"}";

  private static String fate(ItemType type, String payload, @Nullable Instant sentAt)
      throws SessionUpdate.Invalid {
    Item item = Item.of(type, Json.Obj.EMPTY, payload.getBytes(StandardCharsets.UTF_8));
    ItemGroup group =
        new ItemGroup(
            new OrganizationId(1),
            new ProjectId(1),
            1,
            null,
            RECEIVED,
            sentAt,
            new ItemGroup.Sender(null, 7, null, null, Map.of()),
            List.of(item));
    SessionUpdate.Updates updates =
        SessionUpdate.read(SessionSource.of(item, group), item, group, DRIFT);
    return updates.kept().isEmpty()
        ? "none, %d late".formatted(updates.late())
        : updates.kept().getFirst().started() + " " + updates.kept().getFirst().sid();
  }

  private static String fate(ItemType type, String payload) {
    try {
      return fate(type, payload, null);
    } catch (SessionUpdate.Invalid invalid) {
      return String.valueOf(invalid.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"started\":\"2024-08-12T11:00:00Z\",\"attrs\":{}} | invalid_session",
        "{\"attrs\":{\"release\":\"web@5.1.0\"}} | invalid_session",
        "{\"started\":\"2024-08-12T11:00:00Z\",\"timestamp\":\"abc\",\"attrs\":{\"release\":\"a@1\"}} | invalid_session",
        "{\"started\":\"2024-08-12T11:00:00Z\",\"sid\":\"abc\",\"attrs\":{\"release\":\"a@1\"}} | invalid_session",
        "{\"started\":\"2024-08-06T11:00:00Z\",\"attrs\":{\"release\":\"latest\"}} | timestamp",
        "{\"started\":\"2024-08-12T12:02:00Z\",\"attrs\":{\"release\":\"a@1\"}} | timestamp",
        "{\"started\":\"2024-08-12T11:00:00Z\",\"attrs\":{\"release\":\"latest\"}} | invalid_release",
        "{\"started\":\"2024-08-12T11:00:00Z\",\"seq\":18446744073709551615,\"attrs\":{\"release\":\"a@1\"}} | none, 0 late",
        "{\"started\":\"2024-08-12T11:00:00Z\",\"init\":true,\"status\":\"exited\",\"attrs\":{\"release\":\"a@1\"}} | 2024-08-12T11:00:00Z 00000000-0000-0000-0000-000000000000",
      })
  void ofOneSession(String payload, String expected) {
    assertThat(fate(ItemType.SESSION, payload)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | invalid_session",
        "[{\"exited\":1}] | invalid_session",
        "[{\"started\":\"2024-08-01T11:00:00Z\",\"exited\":1}] | none, 1 late",
        "[{\"started\":\"2024-08-01T11:00:00Z\",\"exited\":1},{\"started\":\"2024-08-12T11:00:00Z\",\"exited\":1}] | 2024-08-12T11:00:00Z null",
      })
  void ofAggregates(String aggregates, String expected) {
    String payload = "{\"aggregates\":%s,%s}".formatted(aggregates, ATTRIBUTES);
    assertThat(fate(ItemType.SESSIONS, payload)).isEqualTo(expected);
  }

  @Test
  void aWrongClockIsSetRight() throws Exception {
    String payload =
        "{\"sid\":\"%s\",\"started\":\"2024-08-12T09:00:00Z\",%s}"
            .formatted("a".repeat(32), ATTRIBUTES);
    assertThat(fate(ItemType.SESSION, payload, RECEIVED.minus(Duration.ofHours(2))))
        .startsWith("2024-08-12T11:00:00Z");
    assertThat(fate(ItemType.SESSION, payload, RECEIVED.minus(Duration.ofMinutes(50))))
        .startsWith("2024-08-12T09:00:00Z");
  }
}
