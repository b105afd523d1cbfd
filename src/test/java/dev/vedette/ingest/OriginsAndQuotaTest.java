package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginsAndQuotaTest {

  private static boolean allows(List<String> allowed, String origin) {
    return Origins.of(Json.object().put("sentry:origins", Json.strings(allowed)).build())
        .allow(origin);
  }

  @Test
  void originsMatchAsSpecified() {
    List<String> one = List.of("https://app.example.com");
    assertThat(allows(one, "https://app.example.com")).isTrue();
    assertThat(allows(one, "http://app.example.com")).isFalse();
    assertThat(allows(List.of("*.example.com"), "https://a.b.example.com")).isTrue();
    assertThat(allows(List.of("*.example.com"), "https://example.com")).isTrue();
    assertThat(allows(List.of("*.example.com"), "https://badexample.com")).isFalse();
    assertThat(allows(List.of("example.com:8000"), "http://example.com")).isFalse();
    assertThat(allows(List.of(), null)).isTrue();
    assertThat(allows(List.of(), "https://example.com")).isFalse();
  }

  @Test
  void theCounterKeyIsThatOfTheSpecification() {
    Quota quota =
        new Quota("o", Quota.Scope.ORGANIZATION, 17, Set.of(Category.ERROR), 10, 60, "org_quota");
    assertThat(quota.counterKey(17, 1_723_464_007)).isEqualTo("quota:o{17}:28724399");
    assertThat(quota.windowEnd(17, 1_723_464_007)).isEqualTo(1_723_464_017);
  }
}
