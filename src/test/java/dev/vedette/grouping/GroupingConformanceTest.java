package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.event.PlainEvents;
import dev.vedette.event.Titles;
import dev.vedette.json.Json;
import dev.vedette.testing.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All shared cases of grouping, fingerprint rules, categories, names and messages. */
class GroupingConformanceTest {

  private static Stream<DynamicTest> cases(String folder, Consumer<Json.Obj> check)
      throws Exception {
    try (Stream<Path> files = Files.list(Shared.fixtures(folder))) {
      List<DynamicTest> tests = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        Json.Obj fixture = (Json.Obj) Shared.json(file);
        String name = String.valueOf(fixture.string("name"));
        tests.add(DynamicTest.dynamicTest(name, () -> check.accept(fixture)));
      }
      return tests.stream();
    }
  }

  private static Stream<DynamicTest> vectors(String file, Consumer<Json.Obj> check)
      throws Exception {
    Json.Obj vectors = (Json.Obj) Shared.json(Shared.fixtures("grouping-units").resolve(file));
    return vectors.array("vectors").items().stream()
        .map(Json.Obj.class::cast)
        .map(vector ->
            DynamicTest.dynamicTest(
                String.valueOf(vector.get("input")), () -> check.accept(vector)));
  }

  @TestFactory
  Stream<DynamicTest> grouping() throws Exception {
    return cases(
        "grouping",
        fixture -> {
          Json.Obj sent = fixture.object("input");
          String rules = sent.object("_grouping").string("enhancements");
          GroupingSettings settings =
              new GroupingSettings(
                  String.valueOf(fixture.string("config")),
                  rules == null ? "" : rules,
                  "",
                  null,
                  false);
          Explanation explanation =
              new Grouper(settings).explain(normalized(sent.without("_grouping")));
          assertSame(explanation.contributing(), fixture.object("contributing"));
          assertSame(explanation.hashes(), fixture.object("hashes"));
        });
  }

  private static final PlainEvents PLAIN = new PlainEvents();

  private static Json.Obj normalized(Json.Obj sent) {
    return PLAIN.normalized(sent, Instant.EPOCH).orElseThrow();
  }

  private static void assertSame(Json.Obj actual, Json.Obj expected) {
    Set<String> names = new TreeSet<>(expected.members().keySet());
    names.addAll(actual.members().keySet());
    for (String name : names) {
      assertThat(String.valueOf(actual.get(name)))
          .as(name)
          .isEqualTo(String.valueOf(expected.get(name)));
    }
  }

  @TestFactory
  Stream<DynamicTest> fingerprinting() throws Exception {
    return cases(
        "fingerprinting",
        fixture -> {
          Json.Obj event = normalized(fixture.object("input"));
          FingerprintRules rules = new FingerprintRules(rules(fixture.array("rules")));
          GroupingConfig config = GroupingConfig.of(GroupingConfigId.DEFAULT, "");
          Json.Obj ruled =
              rules.apply(event.with("fingerprint", Json.strings(Fingerprint.of(event).entries())));
          Explanation explanation =
              new Explanation(
                  ruled, Hashing.hash(config, PreparedEvent.asSent(ruled)), config.id().id());
          assertThat(ruled.array("fingerprint")).isEqualTo(fixture.array("fingerprint"));
          assertThat(Titles.freeze(explanation.event()).string("title"))
              .isEqualTo(fixture.string("title"));
          Json.Obj info = ruled.object("_fingerprint_info");
          assertThat(info.isEmpty() ? null : FingerprintRule.text(info.object("matched_rule")))
              .isEqualTo(fixture.string("matched_rule"));
          assertVariants(explanation.json(), fixture.object("variants"));
          assertSame(explanation.hashes(), fixture.object("hashes"));
          Json.Obj prepared = StackPreparation.prepare(event, config.rules()).event();
          Json.Obj preparedRuled =
              rules.apply(
                  prepared.with("fingerprint", Json.strings(Fingerprint.of(event).entries())));
          Json.Obj expected =
              fixture.get("hashes_prepared") == null
                  ? fixture.object("hashes")
                  : fixture.object("hashes_prepared");
          assertSame(
              new Explanation(
                      preparedRuled, Hashing.hash(config, PreparedEvent.asSent(preparedRuled)), "")
                  .hashes(),
              expected);
        });
  }

  private static void assertVariants(Json.Obj actual, Json.Obj expected) {
    assertThat(actual.members().keySet()).isEqualTo(expected.members().keySet());
    expected
        .members()
        .forEach((name, value) -> {
          Json.Obj wanted = (Json.Obj) value;
          Json.Obj found = actual.object(name);
          for (String key : List.of("type", "values", "client_values")) {
            assertThat(found.present(key)).as(name + "." + key).isEqualTo(wanted.present(key));
          }
          for (String key : List.of("contributes", "hint")) {
            assertThat(found.object("component").present(key))
                .as(name + "." + key)
                .isEqualTo(wanted.present(key));
          }
        });
  }

  private static List<FingerprintRule> rules(Json.Arr parsed) {
    List<FingerprintRule> rules = new ArrayList<>();
    for (Json item : parsed.items()) {
      Json.Obj rule = (Json.Obj) item;
      List<FingerprintCondition> conditions = new ArrayList<>();
      for (Json matcher : rule.array("matchers").items()) {
        String key = ((Json.Str) ((Json.Arr) matcher).get(0)).value();
        String argument = ((Json.Str) ((Json.Arr) matcher).get(1)).value();
        String plain = key.startsWith("!") ? key.substring(1) : key;
        conditions.add(
            FingerprintCondition.of(
                key.startsWith("!"), FingerprintField.of(plain), plain, argument));
      }
      rules.add(
          new FingerprintRule(
              conditions,
              rule.array("fingerprint").items().stream()
                  .map(entry -> ((Json.Str) entry).value())
                  .toList(),
              rule.object("attributes").string("title"),
              false));
    }
    return rules;
  }

  @TestFactory
  Stream<DynamicTest> categorization() throws Exception {
    return cases(
        "categorization",
        fixture -> {
          Json.Obj event = fixture.object("input").without("threads").without("stacktrace");
          assertThat(categories(event, "mobile:2021-04-02"))
              .isEqualTo(fixture.object("categories").get("mobile:2021-02-12"));
          assertThat(categories(event, "newstyle:2023-01-11"))
              .isEqualTo(fixture.object("categories").get("newstyle:2023-01-11"));
        });
  }

  private static Json categories(Json.Obj event, String base) {
    Json.Obj prepared =
        StackPreparation.prepare(event, new StackRules(BuiltInRules.stack(base))).event();
    List<Json> all = new ArrayList<>();
    for (Json.Obj exception : ThreadStrategy.values(prepared.object("exception"))) {
      List<Json> ofFrames = new ArrayList<>();
      for (Json frame : exception.object("stacktrace").array("frames").items()) {
        ofFrames.add(Json.orNull(((Json.Obj) frame).object("data").get("category")));
      }
      all.add(new Json.Arr(ofFrames));
    }
    return new Json.Arr(all);
  }

  @TestFactory
  Stream<DynamicTest> functionNames() throws Exception {
    return vectors(
        "function-trimming.json",
        vector ->
            assertThat(
                    FunctionNames.trimmed(
                        String.valueOf(vector.string("input")),
                        String.valueOf(vector.string("platform"))))
                .isEqualTo(vector.string("output")));
  }

  @TestFactory
  Stream<DynamicTest> messageParameters() throws Exception {
    return vectors(
        "message-parameterization.json",
        vector ->
            assertThat(Parameters.replaced(String.valueOf(vector.string("input"))))
                .isEqualTo(vector.string("output")));
  }

  @TestFactory
  Stream<DynamicTest> messages() throws Exception {
    return vectors(
        "message-normalization.json",
        vector ->
            assertThat(MessageText.normalized(String.valueOf(vector.string("input"))))
                .isEqualTo(vector.string("output")));
  }
}
