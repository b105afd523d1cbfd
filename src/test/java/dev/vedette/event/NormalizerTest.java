package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of spec 02. */
class NormalizerTest {

  private static final Normalizer NORMALIZER = new Normalizer(new UserAgents(), Places.none());

  private static Json.Obj normalize(String payload) throws Exception {
    Normalizer.Result result = result(payload, Json.Obj.EMPTY);
    return Titles.freeze(((Normalizer.Kept) result).event());
  }

  private static Normalizer.Result result(String payload, Json.Obj options) throws Exception {
    return NORMALIZER.normalize(
        (Json.Obj) JsonText.parse(payload),
        from("198.51.100.7"),
        InboundFilters.of(options),
        ScrubSettings.of(Json.Obj.EMPTY, options));
  }

  private static Normalizer.Origin from(@Nullable String address) {
    return new Normalizer.Origin(
        "d1c2b3a4958647788695a4b3c2d1e0f9",
        "event",
        1_723_464_000,
        null,
        42,
        1,
        7,
        null,
        address,
        null,
        Map.of(),
        3300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tags\":{\"b\":1,\"a\":true}} | tags | [[\"a\",\"True\"],[\"b\",\"1\"],[\"level\",\"error\"]]",
        "{\"tags\":[[\"x\",1.5],[\"x\",\"2\"]]} | tags | [[\"x\",\"1\"],[\"level\",\"error\"]]",
        "{\"fingerprint\":[\"{{default}}\",2,\"x\",7.9,-3.2,true]} | fingerprint | [\"{{default}}\",\"2\",\"x\",\"7\",\"-3\",\"True\"]",
        "{\"message\":\"disk full\"} | logentry | {\"formatted\":\"disk full\"}",
        "{\"logentry\":{\"message\":\"same\",\"formatted\":\"same\"}} | logentry | {\"formatted\":\"same\"}",
        "{\"logentry\":42} | logentry | {\"formatted\":\"42\"}",
        "{\"exception\":{\"value\":\"IOError: disk full\"}} | exception | {\"values\":[{\"value\":\"disk full\",\"type\":\"IOError\"}]}",
        "{\"exception\":{\"value\":{\"code\":7}}} | exception | {\"values\":[{\"value\":\"{\\\"code\\\":7}\"}]}",
        "{\"user\":{\"id\":1,\"plan\":\"gold\"}} | user | {\"id\":\"1\",\"data\":{\"plan\":\"gold\"},\"sentry_user\":\"id:1\"}",
        "{\"level\":\"critical\"} | level | \"fatal\"",
        "{\"request\":{\"headers\":{\"a\":\"1\",\"B\":\"2\"}}} | request | {\"headers\":[[\"A\",\"1\"],[\"B\",\"2\"]]}",
        "{\"environment\":\"a/b\",\"tags\":{\"environment\":\" prod \"}} | environment | \"prod\"",
        "{\"environment\":5,\"tags\":{\"environment\":7}} | environment | \"7\"",
        "{\"level\":20.7} | level | \"error\"",
        "{\"level\":20} | level | \"info\"",
        "{\"stacktrace\":{\"frames\":[{\"function\":\"f\",\"module\":\"m\",\"pre_context\":[\"a\",null]}]}} | stacktrace | {\"frames\":[{\"function\":\"f\",\"module\":\"m\",\"pre_context\":[\"a\",\"\"],\"context_line\":\"\"}]}",
        "{\"request\":{\"query_string\":\"q=100%+sure&r=%41\"}} | request | {\"query_string\":[[\"q\",\"100% sure\"],[\"r\",\"A\"]]}",
        "{\"request\":{\"cookies\":\"a = b; c=d\"}} | request | {\"cookies\":[[\"a\",\"b\"],[\"c\",\"d\"]]}",
        "{\"exception\":[null]} | exception | {\"values\":[null]}",
        "{\"contexts\":{\"os\":{\"raw_description\":\"Windows 10 Pro (10.0.26100) 64bit\"}}} | contexts | {\"os\":{\"raw_description\":\"Windows 10 Pro (10.0.26100) 64bit\",\"type\":\"os\",\"name\":\"Windows\",\"version\":\"11\",\"build\":\"26100\"}}",
        "{\"debug_meta\":{\"images\":[{\"type\":\"elf\",\"id\":\"9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d\",\"name\":\"/lib/x.so\"}]}} | debug_meta | {\"images\":[{\"type\":\"elf\",\"debug_id\":\"9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d\",\"code_file\":\"/lib/x.so\"}]}",
        "{\"version\":\"6\"} | version | \"6\"",
        "{\"time_spent\":1e30} | time_spent | null",
        "{\"platform\":\"cobol\"} | platform | \"other\"",
        "{\"exception\":{\"stacktrace\":{\"frames\":[{\"function\":\"f\"}]}}} | exception | {\"values\":[null]}",
        "{\"request\":{\"query_string\":[[\"a\",\"b\"],5]}} | request | {\"query_string\":[[\"a\",\"b\"],null]}",
        "{\"request\":{\"data\":\"name=John Smith&b=2\"}} | request | {\"data\":{\"name\":\"John Smith\",\"b\":\"2\"},\"inferred_content_type\":\"application/x-www-form-urlencoded\"}",
        "{\"tags\":{\"a\":null,\"b\":\"x\"}} | tags | [[\"b\",\"x\"],[\"level\",\"error\"]]",
        "{\"contexts\":{\"device\":{\"model\":null,\"family\":\"x\"}}} | contexts | {\"device\":{\"family\":\"x\",\"type\":\"device\"}}",
        "{\"exception\":[null]} | type | \"error\"",
        "{\"title\":\"forged\"} | title | \"<unlabeled event>\"",
        "{\"release\":\"latest\"} | title | \"<unlabeled event>\"",
        "{\"request\":{\"headers\":[[1,2.5],[\"b\",true]],\"query_string\":[[\"p\",7]]}} | request | {\"headers\":[[\"1\",\"2.5\"],[\"B\",\"true\"]],\"query_string\":[[\"p\",\"7\"]]}",
        "{\"stacktrace\":5} | errors | [{\"type\":\"invalid_data\",\"name\":\"stacktrace\",\"value\":5,\"reason\":\"expected an object\"}]",
        "{\"user\":{\"ip_address\":\"{{auto}}\"}} | user | {\"ip_address\":\"198.51.100.7\",\"sentry_user\":\"ip:198.51.100.7\"}",
      })
  void normalizesAsTheSpecificationSays(String payload, String key, String expected)
      throws Exception {
    assertThat(normalize(payload).get(key).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"exception\":{\"type\":\"ValueError\",\"value\":\"bad\\nsecond line\"}} | ValueError: bad",
        "{\"exception\":{\"type\":\"KeyError\"}} | KeyError",
        "{\"exception\":{\"value\":\"oops\"}} | Error: oops",
        "{} | <unlabeled event>",
      })
  void titles(String payload, String expected) throws Exception {
    assertThat(normalize(payload).string("title")).isEqualTo(expected);
  }

  @Test
  void secretsAreFilteredAndNoted() throws Exception {
    Json.Obj event =
        normalize(
            "{\"extra\":{\"password\":\"hunter2\",\"home\":\"/Users/jane/x\",\"note\":\"12 tokens left\"}}");
    assertThat(event.object("extra").text())
        .isEqualTo(
            "{\"password\":\"[Filtered]\",\"home\":\"/Users/[Filtered]/x\",\"note\":\"12 tokens left\"}");
    assertThat(event.object("_meta").object("extra").object("password").text())
        .isEqualTo("{\"\":{\"rem\":[[\"@password:filter\",\"s\",0,10]],\"len\":7}}");
  }

  @Test
  void normalizingTwiceChangesNothing() throws Exception {
    Json.Obj once =
        normalize(
            "{\"message\":\"a %s\",\"tags\":{\"k\":\"v\"},\"request\":{\"url\":\"http://example.com?q=1\"},"
                + "\"exception\":[{\"type\":\"E\",\"stacktrace\":{\"frames\":[{\"filename\":\"http://x/a.js\"}]}}]}");
    Json.Obj twice = normalize(once.text());
    assertThat(twice).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({
    "'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', web-crawlers",
    "'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', kept",
    "'MyRobotics 1.0', kept"
  })
  void crawlers(String agent, String expected) throws Exception {
    Json.Obj options = Json.object().put("filters:web-crawlers", "1").build();
    String payload = "{\"request\":{\"headers\":{\"User-Agent\":\"" + agent + "\"}}}";
    String reason =
        result(payload, options) instanceof Normalizer.Filtered filtered
            ? filtered.reason()
            : "kept";
    assertThat(reason).isEqualTo(expected);
  }

  @Test
  void aDeeplyBrokenPayloadStillBecomesAnEvent() throws Exception {
    Json.Obj event =
        normalize(
            "{\"exception\":5,\"tags\":7,\"user\":[],\"contexts\":\"x\",\"breadcrumbs\":{\"values\":3},\"request\":1,\"extra\":[]}");
    assertThat(event.array("errors").size()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void fileNamesOfUrlsAreTheirPaths() throws Exception {
    Json.Obj event =
        normalize(
            "{\"stacktrace\":{\"frames\":[{\"filename\":\"http://localhost:3000/_next/pages/[slug]-abc.js?v=1\"}]}}");
    Json.Obj frame = (Json.Obj) event.object("stacktrace").array("frames").get(0);
    assertThat(frame.string("filename")).isEqualTo("/_next/pages/[slug]-abc.js");
  }

  @Test
  void framesOfTheApplicationKeepTheirDetailsLongest() throws Exception {
    StringBuilder frames = new StringBuilder();
    for (int i = 0; i < 80; i++) {
      frames
          .append(i == 0 ? "" : ",")
          .append(
              "{\"function\":\"f%d\",\"in_app\":%s,\"vars\":{\"i\":%d}}".formatted(i, i == 40, i));
    }
    Json.Arr read =
        normalize("{\"stacktrace\":{\"frames\":[" + frames + "]}}")
            .object("stacktrace")
            .array("frames");
    assertThat(((Json.Obj) read.get(40)).get("vars")).isNotNull();
    assertThat(((Json.Obj) read.get(0)).get("vars")).isNotNull();
    assertThat(((Json.Obj) read.get(39)).get("vars")).isNull();
    assertThat(read.items().stream().filter(one -> ((Json.Obj) one).get("vars") != null))
        .hasSize(50);
  }

  @Test
  void devicesHaveBrandAndModel() throws Exception {
    Json.Obj event =
        normalize(
            "{\"request\":{\"headers\":{\"User-Agent\":\"Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36\"}}}");
    Json.Obj device = event.object("contexts").object("device");
    assertThat(device.string("brand")).isEqualTo("Samsung");
    assertThat(device.string("model")).isEqualTo("SM-S918B");
  }

  @Test
  void hintsOfTheEventItselfWin() throws Exception {
    Json.Obj event =
        normalize(
            "{\"request\":{\"headers\":{\"Sec-CH-UA\":\"\\\"Not;A=Brand\\\";v=\\\"8\\\", \\\"Google Chrome\\\";v=\\\"127\\\"\",\"Sec-CH-UA-Platform\":\"\\\"macOS\\\"\"}}}");
    assertThat(event.object("contexts").object("browser").string("name"))
        .isEqualTo("Google Chrome");
    assertThat(event.object("contexts").object("client_os").string("name")).isEqualTo("macOS");
  }

  @Test
  void cookiesThatAServerSetsAreReadOneByOne() throws Exception {
    Json.Obj response =
        normalize(
                "{\"contexts\":{\"response\":{\"type\":\"response\",\"headers\":[[\"Set-Cookie\",\"theme=dark; Path=/\"],[\"Set-Cookie\",\"sessionid=abc; HttpOnly\"]]}}}")
            .object("contexts")
            .object("response");
    assertThat(response.text()).contains("theme").doesNotContain("abc");
  }

  @Test
  void aVersionOfAnSdkIsNoAddress() throws Exception {
    Json.Obj event = normalize("{\"sdk\":{\"name\":\"sentry.dotnet\",\"version\":\"4.12.0.1\"}}");
    assertThat(event.object("sdk").string("version")).isEqualTo("4.12.0.1");
  }

  /** Who made up a remark on text that does not exist took the event down with it. */
  @Test
  void remarksOfClientsMayBeNonsense() throws Exception {
    Json.Obj event =
        normalize(
            "{\"transaction\":\"%s\",\"_meta\":{\"transaction\":{\"\":{\"rem\":[[\"x\",\"s\",-10,99999]]}}}}"
                .formatted("t".repeat(250)));
    assertThat(event.string("transaction")).hasSize(200).endsWith("...");
  }

  @Test
  void errorsThatTheClientNotedStayInFront() throws Exception {
    Json.Obj event =
        normalize(
            "{\"level\":\"loud\",\"errors\":[{\"type\":\"invalid_data\",\"name\":\"a\"},{\"type\":\"invalid_data\",\"name\":\"a\"}]}");
    assertThat(event.array("errors").items())
        .extracting(error -> ((Json.Obj) error).string("name"))
        .containsExactly("a", "a", "level");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/static/5f4dcc3b5aa765d61d8327deb882cf99.js | /static/* | uuid@8",
        "/report/08/12/2024 | /report/* | date@8",
        "/report/08/12/2024/x | /report/*/x | date@8",
        "GET 123/foo | */foo | int@0",
        "/files/*/1234 | /files/*/* | int@9",
        "GET 123 | GET 123 | ",
      })
  void namesOfTransactionsHoldNoIdentifiers(String name, String expected, String remarks)
      throws Exception {
    Meta meta = Meta.root(null);
    Json.Obj event =
        TransactionNames.normalize(
            Json.object()
                .put("transaction", name)
                .put("transaction_info", Json.object().put("source", "url").build())
                .build(),
            meta);
    assertThat(event.string("transaction")).isEqualTo(expected);
    String[] remark = String.valueOf(remarks).split("@", -1);
    if (remark.length == 2) {
      int at = Integer.parseInt(remark[1]);
      assertThat(java.util.Objects.requireNonNull(meta.at("transaction").tree()).text())
          .contains("[\"%s\",\"s\",%d,%d]".formatted(remark[0], at, at + 1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // a list without its nulls, behind it the tags that are set
        "{\"tags\":[null,[\"level\",\"x\"],[\"a\",\"b\"]],\"_meta\":{\"tags\":{\"2\":{\"1\":NOTE}}}} | {\"tags\":{\"0\":{\"1\":NOTE}}}",
        "{\"tags\":{\"b\":\"1\",\"a\":\"2\"},\"_meta\":{\"tags\":{\"b\":NOTE}}} | {\"tags\":{\"1\":{\"1\":NOTE}}}",
        "{\"message\":\"m\",\"_meta\":{\"message\":NOTE}} | {\"logentry\":{\"formatted\":NOTE}}",
        "{\"logentry\":{\"message\":\"m\"},\"_meta\":{\"logentry\":{\"message\":NOTE}}} | {\"logentry\":{\"formatted\":NOTE}}",
        "{\"sentry.interfaces.Http\":{\"url\":\"u\"},\"_meta\":{\"sentry.interfaces.Http\":{\"url\":NOTE}}} | {\"request\":{\"url\":NOTE}}",
        "{\"request\":{\"headers\":{\"Cookie\":\"a=b\",\"X\":\"y\"}},\"_meta\":{\"request\":{\"headers\":{\"X\":NOTE}}}} | {\"request\":{\"headers\":{\"0\":{\"1\":NOTE}}}}",
        "{\"request\":{\"query_string\":{\"q\":\"1\"}},\"_meta\":{\"request\":{\"query_string\":{\"q\":NOTE}}}} | {\"request\":{\"query_string\":{\"0\":{\"1\":NOTE}}}}",
        "{\"user\":{\"plan\":\"x\"},\"_meta\":{\"user\":{\"plan\":NOTE}}} | {\"user\":{\"data\":{\"plan\":NOTE}}}",
        "{\"request\":{\"url\":\"u\"},\"sentry.interfaces.Http\":{\"url\":\"v\"},\"_meta\":{\"request\":{\"url\":NOTE},\"sentry.interfaces.Http\":{\"method\":NOTE}}} | {\"request\":{\"url\":NOTE}}",
        "{\"exception\":{\"type\":\"T\"},\"stacktrace\":{\"frames\":[{\"function\":\"f\"}]},\"_meta\":{\"stacktrace\":{\"frames\":{\"0\":{\"function\":NOTE}}}}} | {\"exception\":{\"values\":{\"0\":{\"stacktrace\":{\"frames\":{\"0\":{\"function\":NOTE}}}}}}}",
        "{\"exception\":[{\"type\":\"T\"}],\"_meta\":{\"exception\":{\"0\":{\"type\":NOTE}}}} | {\"exception\":{\"values\":{\"0\":{\"type\":NOTE}}}}",
        "{\"exception\":{\"type\":\"T\"},\"_meta\":{\"exception\":{\"type\":NOTE}}} | {\"exception\":{\"values\":{\"0\":{\"type\":NOTE}}}}",
      })
  void whatAClientNotedOfAValueGoesWhereTheValueGoes(String payload, String expected)
      throws Exception {
    String note = "{\"\":{\"len\":900}}";
    assertThat(normalize(payload.replace("NOTE", note)).object("_meta").text())
        .isEqualTo(expected.replace("NOTE", note));
  }

  @Test
  void anAddressThatNobodyKnowsIsNone() throws Exception {
    Normalizer.Result result =
        NORMALIZER.normalize(
            (Json.Obj) JsonText.parse("{\"user\":{\"ip_address\":\"{{auto}}\"}}"),
            from(null),
            InboundFilters.of(Json.Obj.EMPTY),
            ScrubSettings.of(Json.Obj.EMPTY, Json.Obj.EMPTY));
    assertThat(((Normalizer.Kept) result).event().text()).doesNotContain("{{auto}}");
  }
}
