package dev.vedette.grouping;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that come with the program, from its resources. */
final class BuiltInRules {

  private static final Map<String, List<StackRule>> STACK =
      Stream.of("newstyle:2023-01-11", "common:2019-03-23", "mobile:2021-04-02")
          .collect(Collectors.toUnmodifiableMap(base -> base, BuiltInRules::read));
  private static final List<FingerprintRule> FINGERPRINTS =
      FingerprintRuleParser.parse(text("fingerprints-javascript-2024-02-02.rules")).rules().stream()
          .map(FingerprintRule::asBuiltIn)
          .toList();

  private BuiltInRules() {}

  /** The stack trace rules of a base, e.g. {@code newstyle:2023-01-11}. */
  static List<StackRule> stack(String base) {
    return Objects.requireNonNull(STACK.get(base), base);
  }

  private static List<StackRule> read(String base) {
    StackRuleParser.Parsed parsed = StackRuleParser.parse(text(base.replace(':', '-') + ".rules"));
    if (!parsed.problems().isEmpty()) {
      throw new IllegalStateException(base + ": " + parsed.problems().getFirst());
    }
    return parsed.rules();
  }

  /** The fingerprint rules that follow those of a project. */
  static List<FingerprintRule> fingerprints() {
    return FINGERPRINTS;
  }

  private static String text(String name) {
    try (InputStream in = BuiltInRules.class.getResourceAsStream("/grouping/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no built-in rules " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
