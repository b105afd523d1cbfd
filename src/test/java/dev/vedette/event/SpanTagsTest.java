package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans carry what they are found by (spec 02 §16.3). */
class SpanTagsTest {

  private static Json.Obj tagsOf(String transaction, String span) throws Exception {
    String payload =
        """
        {"type":"transaction","start_timestamp":1723463990,"timestamp":1723463999,
        "contexts":{"trace":{"trace_id":"4c79f60c11214eb38604f4ae0781bfb2","span_id":"fa90fdead5f74052",
        "op":"http.server","status":"ok"}},%s
        "spans":[{"trace_id":"4c79f60c11214eb38604f4ae0781bfb2","span_id":"fa90fdead5f74053",
        "start_timestamp":1723463991,"timestamp":1723463992,%s}]}\
        """
            .formatted(transaction, span);
    Normalizer.Origin origin =
        new Normalizer.Origin(
            "d1c2b3a4958647788695a4b3c2d1e0f9",
            "transaction",
            1_723_464_000,
            null,
            42,
            1,
            7,
            null,
            null,
            null,
            Map.of(),
            3300);
    Normalizer.Result result =
        new Normalizer(new UserAgents(), Places.none())
            .normalize(
                (Json.Obj) JsonText.parse(payload),
                origin,
                InboundFilters.of(Json.Obj.EMPTY),
                ScrubSettings.of(Json.Obj.EMPTY, Json.Obj.EMPTY));
    Json.Obj event = ((Normalizer.Kept) result).event();
    return ((Json.Obj) event.array("spans").get(0)).object("sentry_tags");
  }

  @Test
  void factsOfTheTransactionAndOfTheSpan() throws Exception {
    Json.Obj tags =
        tagsOf(
            "\"transaction\":\"GET /cart\",\"release\":\"shop@1.0\",\"environment\":\"prod\",\"user\":{\"id\":7},"
                + "\"request\":{\"method\":\"get\",\"url\":\"http://x/\"},\"sdk\":{\"name\":\"sentry.python\",\"version\":\"1\"},",
            "\"op\":\"db.sql.query\",\"status\":\"ok\",\"data\":{\"db.system\":\"postgresql\",\"status_code\":200}");
    assertThat(tags.text())
        .isEqualTo(
            "{\"release\":\"shop@1.0\",\"environment\":\"prod\",\"user\":\"id:7\",\"transaction\":\"GET /cart\","
                + "\"transaction.method\":\"GET\",\"transaction.op\":\"http.server\",\"trace.status\":\"ok\","
                + "\"sdk.name\":\"sentry.python\",\"op\":\"db.sql.query\",\"category\":\"db\",\"status\":\"ok\","
                + "\"status_code\":\"200\",\"system\":\"postgresql\"}");
  }

  @Test
  void phonesAreMobileAndWhatTheClientNotedStays() throws Exception {
    Json.Obj tags =
        tagsOf(
            "\"sdk\":{\"name\":\"sentry.cocoa\",\"version\":\"8\"},",
            "\"op\":\"default\",\"sentry_tags\":{\"ttid\":\"ttid\",\"op\":\"else\"}");
    assertThat(tags.string("mobile")).isEqualTo("true");
    assertThat(tags.string("ttid")).isEqualTo("ttid");
    assertThat(tags.string("op")).isEqualTo("default");
    assertThat(tags.get("category")).isNull();
  }
}
