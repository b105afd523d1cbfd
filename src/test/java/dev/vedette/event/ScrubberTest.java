package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the standard rules remove, and where (spec 02 §17.2). */
class ScrubberTest {

  private static final Normalizer NORMALIZER = new Normalizer(new UserAgents(), Places.none());
  private static final Json.Obj WITHOUT_ADDRESSES =
      Json.object().put("sentry:scrub_ip_address", true).build();

  private static Json.Obj normalize(String payload, Json.Obj options) throws Exception {
    Normalizer.Result result =
        NORMALIZER.normalize(
            (Json.Obj) JsonText.parse(payload),
            new Normalizer.Origin(
                "d1c2b3a4958647788695a4b3c2d1e0f9",
                "event",
                1_723_464_000,
                null,
                42,
                1,
                7,
                null,
                "198.51.100.7",
                null,
                Map.of(),
                3300),
            InboundFilters.of(options),
            ScrubSettings.of(Json.Obj.EMPTY, options));
    return ((Normalizer.Kept) result).event();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tcp 10.0.0.1:8080 | tcp [ip]:8080",
        "from 10.0.0.2. | from [ip].",
        "at fe80::1, twice | at [ip], twice",
        "at 2001:db8:: there | at [ip] there",
        "version 1.2.3.4.5 | version 1.2.3.4.5",
        "at 12:30:45 | at 12:30:45",
      })
  void addressesGoWhereTheProjectWantsIt(String text, String expected) throws Exception {
    Json.Obj event =
        normalize(
            Json.object().put("extra", Json.object().put("note", text).build()).build().text(),
            WITHOUT_ADDRESSES);
    assertThat(event.object("extra").string("note")).isEqualTo(expected);
  }

  @Test
  void aSafeFieldMakesWhatIsInItNotSafe() throws Exception {
    Json.Obj options = JsonText.parseTrustedObject("{\"sentry:safe_fields\":[\"token\",\"data\"]}");
    Json.Obj extra =
        normalize(
                "{\"extra\":{\"token\":\"t-1\",\"data\":{\"password\":\"hunter2\",\"n\":1}}}",
                options)
            .object("extra");
    assertThat(extra.string("token")).isEqualTo("t-1");
    assertThat(extra.object("data").text()).isEqualTo("{\"password\":\"[Filtered]\",\"n\":1}");
  }

  @Test
  void whatPeopleWriteIsReadAsText() throws Exception {
    String feedback =
        "{\"type\":\"feedback\",\"contexts\":{\"feedback\":{\"message\":\"I cannot reset my password\"}}}";
    assertThat(
            normalize(feedback, Json.Obj.EMPTY)
                .object("contexts")
                .object("feedback")
                .string("message"))
        .isEqualTo("I cannot reset my password");
  }

  @Test
  void halfACookieIsNone() throws Exception {
    StringBuilder cookies = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      cookies.append("name%03d=%s; ".formatted(i, "v".repeat(18)));
    }
    Json.Arr kept =
        normalize("{\"request\":{\"cookies\":\"%s\"}}".formatted(cookies), Json.Obj.EMPTY)
            .object("request")
            .array("cookies");
    assertThat(kept.size()).isBetween(10, 119);
    assertThat(kept.items()).allMatch(pair -> pair instanceof Json.Arr two && two.size() == 2);
  }

  @Test
  void theIdentityOfAUserIsMadeOfWhatIsLeft() throws Exception {
    Json.Obj event =
        normalize(
            "{\"platform\":\"javascript\",\"user\":{\"ip_address\":\"{{auto}}\"}}",
            WITHOUT_ADDRESSES);
    assertThat(event.text()).doesNotContain("198.51.100.7");
  }

  @Test
  void aSafeFieldKeepsItsAddressAlsoAsAPair() throws Exception {
    Json.Obj options =
        Json.object()
            .put("sentry:scrub_ip_address", true)
            .put("sentry:safe_fields", Json.array(Json.of("x-real-ip")))
            .build();
    Json.Obj event =
        normalize(
            "{\"request\":{\"headers\":[[\"X-Real-Ip\",\"192.0.2.9\"],[\"Via\",\"192.0.2.8\"]]}}",
            options);
    assertThat(event.object("request").array("headers").text())
        .isEqualTo("[[\"X-Real-Ip\",\"192.0.2.9\"],[\"Via\",\"[ip]\"]]");
  }

  @Test
  void theCodesOfACrashAreNoSecrets() throws Exception {
    String codes = "{\"ns_error\":{\"domain\":\"FIRAuthErrorDomain\",\"code\":17}}";
    Json.Obj event =
        normalize(
            "{\"exception\":{\"type\":\"E\",\"mechanism\":{\"type\":\"x\",\"meta\":%s}}}"
                .formatted(codes),
            Json.Obj.EMPTY);
    assertThat(event.text()).contains("FIRAuthErrorDomain");
  }

  @Test
  void theUserAgentKeepsItsVersions() throws Exception {
    Json.Obj event =
        normalize(
            "{\"request\":{\"headers\":{\"User-Agent\":\"Chrome/127.0.0.0 Safari\"}}}",
            WITHOUT_ADDRESSES);
    assertThat(event.text()).contains("Chrome/127.0.0.0 Safari");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"extra\":{\"mechanism\":{\"password\":\"hunter2\"}}}",
        "{\"contexts\":{\"order\":{\"card_id\":\"4929123456781234\"}}}",
        "{\"contexts\":{\"order\":{\"name\":\"4929123456781234\"}}}",
        "{\"exception\":{\"type\":\"E\",\"mechanism\":{\"type\":\"x\",\"description\":\"4929123456781234\"}}}",
        "{\"tags\":{\"password\":\"hunter2\\nx\"}}",
        "{\"errors\":[{\"type\":\"invalid_data\",\"name\":\"tags.password\",\"value\":\"hunter2\"}]}",
        "{\"_meta\":{\"extra\":{\"password\":{\"\":{\"val\":\"hunter2\"}}}},\"extra\":{\"password\":null}}",
      })
  void secretsGoWhereverTheyStand(String payload) throws Exception {
    assertThat(normalize(payload, Json.Obj.EMPTY).text())
        .doesNotContain("hunter2")
        .doesNotContain("4929123456781234");
  }

  @Test
  void rangesOfEarlierRemarksFollowTheText() throws Exception {
    Json.Obj event =
        normalize("{\"message\":\"4929123456781234 jane@example.org\"}", Json.Obj.EMPTY);
    String text = event.object("logentry").string("formatted");
    assertThat(text).isEqualTo("[creditcard] [email]");
    for (Json one :
        event
            .object("_meta")
            .object("logentry")
            .object("formatted")
            .object("")
            .array("rem")
            .items()) {
      Json.Arr remark = (Json.Arr) one;
      int start = (int) ((Json.Num) remark.get(2)).asLong();
      int end = (int) ((Json.Num) remark.get(3)).asLong();
      assertThat(text.substring(start, end)).startsWith("[").endsWith("]");
    }
  }

  /** Each of these would run for seconds, or overflow the stack, with a backtracking pattern. */
  @ParameterizedTest
  @ValueSource(strings = {"a.", "a-a-", "-----BEGIN KEY-----", "://a:", "1", "x@a.b.c.", "jan"})
  void hostileTextsAreReadOnce(String part) throws Exception {
    String text = "x a@b" + part.repeat(200_000 / part.length());
    for (String payload :
        new String[] {
          Json.object().put("message", text).build().text(),
          Json.object().put("extra", Json.object().put("a", text).build()).build().text(),
          Json.object()
              .put(
                  "contexts",
                  Json.object()
                      .put("os", Json.object().put("raw_description", "Windows" + text).build())
                      .build())
              .build()
              .text()
        }) {
      assertThat(normalize(payload, Json.Obj.EMPTY).string("event_id")).isNotNull();
    }
  }

  @Test
  void anOriginalThatIsDeepIsNotKept() throws Exception {
    String deep = "[".repeat(120) + "]".repeat(120);
    Json.Obj event =
        normalize(
            "{\"exception\":{\"type\":\"E\",\"stacktrace\":{\"frames\":[{\"filename\":"
                + deep
                + "}]}}}",
            Json.Obj.EMPTY);
    assertThat(JsonText.parse(event.text())).isEqualTo(event);
  }
}
