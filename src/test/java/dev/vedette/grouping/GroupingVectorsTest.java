package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.event.PlainEvents;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of spec 03: hashes, globs, masks, and what people are told. */
class GroupingVectorsTest {

  private static Json.Obj event(String json) throws Exception {
    return new PlainEvents()
        .normalized((Json.Obj) JsonText.parse(json), Instant.EPOCH)
        .orElseThrow();
  }

  private static GroupingSettings rules(String stack, String fingerprints) {
    return new GroupingSettings(GroupingSettings.DEFAULT_CONFIG, stack, fingerprints, null, true);
  }

  private static String hashes(String json, String rules) throws Exception {
    return String.join(" ", new Grouper(rules(rules, "")).group(event(json)).hashes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"logentry\":{\"formatted\":\"User 42 at 10.0.0.7 failed\\nstep 3\"}} | | b1f337a6528c148daffe7458ca22e848",
        "{\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"ValueError\",\"value\":\"bad id 17\",\"stacktrace\":{\"frames\":[{\"module\":\"flask.app\",\"filename\":\"flask/app.py\",\"abs_path\":\"/venv/lib/python3.11/site-packages/flask/app.py\",\"function\":\"wsgi_app\",\"lineno\":2190,\"context_line\":\"    response = self.full_dispatch_request()\",\"in_app\":true},{\"module\":\"shop.views\",\"filename\":\"shop/views.py\",\"abs_path\":\"/srv/shop/views.py\",\"function\":\"order\",\"lineno\":12,\"context_line\":\"\\traise ValueError(f'bad id {i}')\",\"in_app\":true}]}}]}} | | f3e8aaecff26993ebf293d01920fc550 b7ef61e003bdd9fa0a9689930b702c8c",
        "{\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"ValueError\",\"value\":\"bad id 17\",\"stacktrace\":{\"frames\":[{\"module\":\"flask.app\",\"filename\":\"flask/app.py\",\"function\":\"wsgi_app\",\"lineno\":2190,\"in_app\":false}]}}]}} | | 69e8efd9f3365edd11014ab5001b388f",
        "{\"exception\":{\"values\":[{\"type\":\"KeyError\",\"value\":\"'user_17'\"}]}} | | 693567ab7becd1f0e5fddd347f787955",
        "{\"platform\":\"javascript\",\"exception\":{\"values\":[{\"type\":\"TypeError\",\"value\":\"x is undefined\",\"stacktrace\":{\"frames\":[{\"abs_path\":\"https://app.example.com/static/main.3f2a.js\",\"filename\":\"/static/main.3f2a.js\",\"function\":\"Object.t\",\"lineno\":1,\"colno\":2231,\"in_app\":true},{\"abs_path\":\"webpack:///./src/cart.ts\",\"filename\":\"./src/cart.ts\",\"module\":\"src/cart\",\"function\":\"Cart.total\",\"lineno\":10,\"context_line\":\"    return this.items.map(i => i.price)\",\"data\":{\"sourcemap\":\"https://app.example.com/static/main.3f2a.js.map\"},\"in_app\":true}]}}]}} | | 9d5aeb24ddb20f42a0d98fbc0c5bf35b",
        "{\"platform\":\"native\",\"exception\":{\"values\":[{\"type\":\"SIGSEGV\",\"value\":\"Segfault\",\"mechanism\":{\"type\":\"signalhandler\",\"synthetic\":true},\"stacktrace\":{\"frames\":[{\"function\":\"_pthread_start\",\"package\":\"/usr/lib/system/libsystem_pthread.dylib\",\"in_app\":false},{\"function\":\"void app::run<int>(std::vector<int> const&)\",\"package\":\"/Users/x/app\",\"filename\":\"Run.cpp\",\"in_app\":null},{\"function\":\"std::vector<int>::at(unsigned long)\",\"package\":\"/Users/x/app\",\"filename\":\"vector\",\"in_app\":null}]}}]}} | | 858d91223f4bc6a0ef4a1572dab6cb68 d6a5b6a122eef1f3d7dec566bfd7cb7d",
        "{\"platform\":\"java\",\"exception\":{\"values\":[{\"type\":\"IllegalStateException\",\"value\":\"boom\",\"stacktrace\":{\"frames\":[{\"module\":\"com.acme.Svc$$EnhancerBySpringCGLIB$$1a2b3c\",\"filename\":\"Svc.java\",\"function\":\"call\",\"in_app\":true},{\"module\":\"com.acme.Svc\",\"filename\":\"Svc.java\",\"function\":\"lambda$run$0\",\"in_app\":true},{\"module\":\"java.util.ArrayList\",\"filename\":\"ArrayList.java\",\"function\":\"forEach\",\"in_app\":true}]}}]}} | | 36e81af9475bc346eff61331e1fabce7 9c4d01332c7498783a4494b164a6b6bc",
        "{\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"OSError\",\"value\":\"disk 3\"},{\"type\":\"AppError\",\"value\":\"x\",\"stacktrace\":{\"frames\":[{\"module\":\"a.b\",\"function\":\"f\",\"in_app\":true}]}}]}} | | 46defd7e2672e4dd01c5448a2d5497ec 96a8a803975c093a9b863f7984a04ab9",
        "{\"platform\":\"python\",\"stacktrace\":{\"frames\":[{\"module\":\"m\",\"function\":\"f\",\"lineno\":1,\"in_app\":true},{\"module\":\"m\",\"function\":\"f\",\"lineno\":1,\"in_app\":true},{\"module\":\"m\",\"function\":\"g\",\"lineno\":2,\"in_app\":true}]}} | function:g -group | ea81aa7df47d74c6737bf98fabf3ff82",
        "{\"platform\":\"cocoa\",\"exception\":{\"values\":[{\"type\":\"NSError\",\"value\":\"Code=7\",\"mechanism\":{\"type\":\"NSError\",\"meta\":{\"ns_error\":{\"domain\":\"NSCocoaErrorDomain\",\"code\":7}}}}]}} | | a684cd81f297576582f557bdc7bafea8",
        "{\"platform\":\"python\",\"fingerprint\":[\"db\",\"{{ error.type }}\",\"{{ nope }}\"],\"exception\":{\"values\":[{\"type\":\"DbError\",\"value\":\"x\"}]}} | | e252d45f8fbfd23026799ddf19f45e61",
        "{\"fingerprint\":[\"{{ default }}\",\"eu-1\"],\"logentry\":{\"formatted\":\"slow query 12ms\"}} | | f0824f2b8db770e65c699865511d737c",
        "{\"platform\":\"python\",\"tags\":{\"a\":\"b\"}} | | d41d8cd98f00b204e9800998ecf8427e",
        "{\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"KeyError\",\"value\":\"a\",\"mechanism\":{\"type\":\"chained\",\"exception_id\":3,\"parent_id\":0,\"source\":\"exceptions[2]\"}},{\"type\":\"ValueError\",\"value\":\"v 2\",\"mechanism\":{\"type\":\"chained\",\"exception_id\":2,\"parent_id\":0,\"source\":\"exceptions[1]\"}},{\"type\":\"ValueError\",\"value\":\"v 1\",\"mechanism\":{\"type\":\"chained\",\"exception_id\":1,\"parent_id\":0,\"source\":\"exceptions[0]\"}},{\"type\":\"ExceptionGroup\",\"value\":\"many\",\"mechanism\":{\"type\":\"generic\",\"exception_id\":0,\"is_exception_group\":true}}]}} | | 3042044fa76ff312c7d2e0980a697d7a",
        "{\"checksum\":\"abc\"} | | 900150983cd24fb0d6963f7d28e17f72 abc",
      })
  void hashLists(String json, String rules, String expected) throws Exception {
    assertThat(hashes(json, rules == null ? "" : rules)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "**/test.js, path, http://x.org/a/TEST.js, true",
    "**.app/Contents/**, path, /Applications/A.app/Contents/MacOS/A, false",
    "**.app/Contents/**, path, A.app/Contents/MacOS/A, true",
    "**https://unpkg.com/**, path, https://unpkg.com/react@18/index.js, true",
    "**https://unpkg.com/**, path, app:///https://unpkg.com/x.js, false",
    "/usr/lib/**, path, /usr/lib, false",
    "/usr/lib/**, path, usr/lib/x.so, true",
    "?:/Windows/**, path, D:\\Windows\\System32\\x.dll, true",
    "std::*, plain, std::io::read, true",
    "*.cold.1, plain, a/b.cold.1, true",
    "?[[]KSCrash*, plain, -[KSCrash run], true",
    "*::\\{dtor\\}, plain, app::X::{dtor}, true",
    "unpkg/**, plain, unpkg, false",
    "linux-gate.so*, path, linux-gate.so.1, true",
    "a/**/b, path, a/b, true",
    "a/**/b, path, a/x/y/b, true",
    "a/**/b, path, ab, false",
    "a**b, path, a/b, false",
    "**, path, a/b, true",
    "'{a,b*}c', plain, bxc, true",
    "'{a,{x,y}}', plain, y, true",
    "'a,b', plain, 'a,b', true",
    "[!a]b, plain, /b, true",
    "[a-c]x, plain, bx, true",
    "?, plain, é, false",
    "??, plain, é, true",
  })
  void globs(String glob, String kind, String value, boolean matches) throws Exception {
    Set<Glob.Trait> traits =
        kind.equals("path")
            ? EnumSet.of(Glob.Trait.PATH, Glob.Trait.IGNORE_CASE)
            : EnumSet.noneOf(Glob.Trait.class);
    assertThat(Glob.compile(glob, traits).matches(value)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"a[", "'{a'", "'a}'", "a\\", "[c-a]"})
  void illFormedGlobsAreTold(String glob) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Glob.compile(glob, Set.of()))
        .isInstanceOf(Glob.IllFormed.class);
    String deep = "{".repeat(30_000) + "}".repeat(30_000);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Glob.compile(deep, Set.of()))
        .isInstanceOf(Glob.IllFormed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "foo:bar +app ~ Invalid syntax at `foo:bar +app`: failed to parse matchers:⏎at `foo:bar +app`: failed to parse matcher⏎Unknown matcher `foo`",
        "invalid.message:foo +app ~ Invalid syntax at `invalid.message:foo +app`: failed to parse matchers:⏎at `invalid.message:foo +app`: expected at least one matcher",
        "function:foo ~ Invalid syntax at ``: failed to parse actions:⏎expected at least one action",
        "function:foo +foo ~ Invalid syntax at `+foo`: failed to parse actions:⏎at `+foo`: failed to parse flag action⏎at `foo`: invalid flag name `foo`",
        "function:foo max-frames=x ~ Invalid syntax at `max-frames=x`: failed to parse actions:⏎at `x`: failed to parse rhs of `max-frames`⏎invalid digit found in string",
        "[function:foo] | function:bar +app ~ Invalid syntax at `[function:foo] | function:bar +app`: failed to parse matchers:⏎at `[function:foo] | function:bar +app`: failed to parse caller matcher⏎at `| function:bar +app`: expected `]`",
      })
  void brokenStackRulesAreExplained(String rule, String expected) {
    assertThat(StackRuleParser.parse(rule).problems())
        .singleElement()
        .extracting(RuleProblem::message)
        .isEqualTo(expected.replace('⏎', '\n'));
  }

  @Test
  void goodLinesStayBesideBrokenOnes() {
    StackRuleParser.Parsed parsed =
        StackRuleParser.parse(
            "# mine\r\n\r\n  function:a -group # why\nbroken\nfunction:\"b c\" +app");
    assertThat(parsed.rules())
        .extracting(StackRule::text)
        .containsExactly("function:a -group", "function:b c +app");
    assertThat(parsed.problems()).extracting(RuleProblem::line).containsExactly(4);
  }

  @Test
  void aTabIsToldByItsPlace() {
    assertThat(StackRuleParser.parse("function:a\t-group").problems())
        .containsExactly(
            new RuleProblem(1, 12, "Invalid syntax near \"-group\" (line 1, column 12)"));
  }

  @Test
  void fingerprintRulesAreRead() {
    FingerprintRuleParser.Parsed parsed =
        FingerprintRuleParser.parse(
            """
            # a comment
            !type:"My\\"Error" -> x, {{ default }} title="A {{ type }}"
            logger:a -> logger-{{ logger }}-{{ level }}
            "tags.a:b":c -> y
            """);
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.rules())
        .extracting(rule -> FingerprintRule.text(rule.json()))
        .containsExactly(
            "!type:\"My\"Error\" -> \"x{{ default }}\" title=\"A {{ type }}\"",
            "logger:\"a\" -> \"logger-{{ logger }}-{{ level }}\"",
            "tags.a:b:\"c\" -> \"y\"");
  }

  @ParameterizedTest
  @CsvSource({
    "type:foo->bar, 'Invalid syntax near \"\" (line 1, column 14)'",
    "foo:bar -> x, Unknown matcher 'foo'",
    "type:a -> x level=\"b\", Unknown attribute 'level'",
    "type:a -> {x, 'Invalid syntax near \"{x\" (line 1, column 11)'",
  })
  void brokenFingerprintRulesAreTold(String rule, String message) {
    assertThat(FingerprintRuleParser.parse(rule).problems())
        .singleElement()
        .extracting(RuleProblem::message)
        .isEqualTo(message);
  }

  @Test
  void storedRulesAreReadAsTheyWereWritten() throws Exception {
    assertThat(StoredRules.decode("KLUv_SAYwQAAkwKRs25ld3N0eWxlOjIwMjMtMDEtMTGQ"))
        .isEqualTo(new StoredRules("newstyle:2023-01-11", List.of()));
    String text =
        """
        [ function:a ] | !module:b | [ path:**/c ] ^-group v+app
        family:native,other,nonsense app:yes max-frames=3 min-frames=2 category=x invert-stacktrace=yes
        type:E value:v mechanism:m -group
        """;
    StoredRules rules = new StoredRules("b", StackRuleParser.parse(text).rules());
    assertThat(StoredRules.decode(rules.encoded()).rules())
        .extracting(StackRule::text)
        .containsExactly(
            "[function:a] | !module:b | [path:**/c] ^-group v+app",
            "family:native,other app:1 max-frames=3 min-frames=2 category=x invert-stacktrace=true",
            "type:E value:v mechanism:m -group");
  }

  @Test
  void hintsQuoteTheRuleThatDecided() throws Exception {
    Json.Obj event =
        event(
            """
            {"platform":"python","exception":{"values":[{"type":"E","stacktrace":{"frames":[
            {"module":"m","function":"f","in_app":true},{"module":"m","function":"g","in_app":true},
            {"module":"m","function":"h","in_app":true}]}}]}}\
            """);
    String tree =
        new Grouper(rules("function:g max-frames=1\nfunction:h -app", "")).explain(event).text();
    assertThat(tree)
        .contains(
            "ignored because only 1 frame is considered by stack trace rule (function:g max-frames=1)")
        .contains("marked out of app by stack trace rule (function:h -app)");
  }

  @Test
  void aRuleGivesFingerprintAndTitle() throws Exception {
    Json.Obj event =
        event(
            "{\"fingerprint\":[\"mine\"],\"exception\":{\"values\":[{\"type\":\"DbError\",\"value\":\"x\"}]}}");
    Explanation explanation =
        new Grouper(rules("", "type:Db* -> db {{ type }} title=\"Database: {{ value }}\""))
            .explain(event);
    assertThat(explanation.event().array("fingerprint"))
        .isEqualTo(Json.strings(List.of("db", "{{ type }}")));
    assertThat(explanation.event().string("title")).isEqualTo("Database: x");
    Json.Obj variant = explanation.json().object("custom-fingerprint");
    assertThat(variant.text())
        .contains(
            "\"values\":[\"db\",\"DbError\"]",
            "\"client_values\":[\"mine\"]",
            "\"matched_rule\":\"type:\\\"Db*\\\" -> \\\"db{{ type }}\\\" title=\\\"Database: {{ value }}\\\"\"");
  }

  @Test
  void builtInRulesComeAfterThoseOfTheProject() throws Exception {
    Json.Obj event =
        event(
            "{\"platform\":\"javascript\",\"exception\":{\"values\":[{\"type\":\"ChunkLoadError\",\"value\":\"x\"}]}}");
    assertThat(new Grouper(rules("", "")).explain(event).json().members().keySet())
        .contains("built-in-fingerprint");
    assertThat(
            new Grouper(rules("", "type:ChunkLoadError -> own"))
                .explain(event)
                .json()
                .members()
                .keySet())
        .contains("custom-fingerprint");
  }

  @Test
  void inTransitionTheOlderHashesFollow() throws Exception {
    Json.Obj event =
        event(
            "{\"platform\":\"java\",\"exception\":{\"values\":[{\"type\":\"E\",\"stacktrace\":{\"frames\":[{\"module\":\"a.B$HibernateProxy$oRWx\",\"function\":\"f\",\"in_app\":true}]}}]}}");
    Grouped grouped =
        new Grouper(
                new GroupingSettings("newstyle:2023-01-11", "", "", "newstyle:2019-10-29", true))
            .group(event);
    assertThat(grouped.hashes()).hasSize(1);
    assertThat(grouped.secondary()).hasSize(1).doesNotContainAnyElementsOf(grouped.hashes());
    assertThat(grouped.event().array("hashes")).isEqualTo(Json.strings(grouped.hashes()));
  }

  @Test
  void describesVariantsByWhatContributes() throws Exception {
    Json.Obj event =
        event(
            "{\"fingerprint\":[\"{{ default }}\",\"x\"],\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"E\",\"stacktrace\":{\"frames\":[{\"module\":\"a\",\"in_app\":true},{\"module\":\"b\",\"in_app\":false}]}}]}}");
    Json.Obj info = new Grouper(rules("", "")).explain(event).json();
    assertThat(info.object("app").string("description"))
        .isEqualTo("modified in-app exception stack-trace");
    assertThat(info.object("system").string("description"))
        .isEqualTo("modified exception stack-trace");
  }

  /** Members that are each other's parents many times over, and members within members. */
  @Test
  void groupsThatDoNotEndAreGroupedAsTheyCame() throws Exception {
    StringBuilder doubled = new StringBuilder(member(0, null));
    StringBuilder nested = new StringBuilder(member(0, null));
    for (int i = 1; i <= 40; i++) {
      doubled.append(',').append(member(i, i - 1)).append(',').append(member(i, i - 1));
    }
    for (int i = 1; i <= 8000; i++) {
      nested.append(',').append(member(i, i - 1));
    }
    for (String members : List.of(doubled.toString(), nested.toString())) {
      Json.Obj event = (Json.Obj) JsonText.parse("{\"exception\":{\"values\":[" + members + "]}}");
      assertThat(new Grouper(rules("", "")).group(event).hashes()).hasSize(1);
    }
  }

  private static String member(int id, Integer parent) {
    return "{\"type\":\"G\",\"value\":\"v\",\"mechanism\":{\"type\":\"x\",\"is_exception_group\":true,\"exception_id\":%d,\"parent_id\":%s}}"
        .formatted(id, parent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"exception\":{\"value\":\"Ошибка: bad\"}} ~ Ошибка|bad",
        "{\"logentry\":false,\"message\":false} ~ ",
        "{\"logentry\":{\"params\":[\"a\"]}} ~ ",
        "{\"platform\":\"python\",\"threads\":{\"id\":1,\"stacktrace\":{\"frames\":[{\"module\":\"m\",\"in_app\":true}]}}} ~ m",
      })
  void whatIsSentInOtherShapesIsHashedToo(String sent, String values) throws Exception {
    String expected = Md5.of(values == null ? List.of() : List.of(values.trim().split("\\|")));
    assertThat(hashes(sent, "")).isEqualTo(expected);
  }

  @Test
  void aNameThatIsNeitherQuotedNorThereIsNoArgument() {
    assertThat(StackRuleParser.parse("function: +app").problems()).hasSize(1);
    assertThat(FingerprintRuleParser.parse("type: -> x").problems()).hasSize(1);
    assertThat(FingerprintRuleParser.parse("path:\"C:\\\\app\\\\\" -> \"b\\\\\"").problems())
        .isEmpty();
    assertThat(StackRuleParser.parse("function:foo +app#c\tx").problems()).isEmpty();
    assertThat(StackRuleParser.parse("\t# c").problems()).hasSize(1);
  }
}
