package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Semantic versions of releases (spec 04 §8.1). */
class ReleaseVersionTest {

  @Test
  void ordersVersionsByNumberAndPrerelease() {
    List<String> ordered =
        List.of(
            "app@0.9",
            "app@1.0.0-alpha",
            "app@1.0.0-alpha.2",
            "app@1.0.0-alpha.10",
            "app@1.0.0-beta",
            "app@1.0.0",
            "app@1.0.0.1",
            "app@1.0.2",
            "app@1.0.10",
            "app@1.0.10+9",
            "app@1.0.10+10",
            "app@1.0.10+build.5",
            "app@2.0rc1",
            "app@2.0.0");
    List<String> shuffled = new java.util.ArrayList<>(ordered);
    Collections.reverse(shuffled);
    shuffled.sort((a, b) ->
        ReleaseVersion.parse(a).orElseThrow().compareTo(ReleaseVersion.parse(b).orElseThrow()));
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void needsAPackageAndNumbers() {
    assertThat(ReleaseVersion.parse("1.0.0")).isEmpty();
    assertThat(ReleaseVersion.parse("app@f00dcafe")).isEmpty();
    assertThat(ReleaseVersion.parse("1")).isEmpty();
    assertThat(ReleaseVersion.parse("app@1.2.3.4.5")).isEmpty();
    assertThat(ReleaseVersion.parse("app@1"))
        .hasValueSatisfying(version -> assertThat(version.major()).isEqualTo(1));
    assertThat(ReleaseVersion.parse("@scope/web@12@1.0"))
        .hasValueSatisfying(version -> assertThat(version.name()).isEqualTo("@scope/web@12"));
    assertThat(ReleaseVersion.parse("app@123456789012345678.0")).isPresent();
    assertThat(ReleaseVersion.parse("app@1234567890123456789.0")).isEmpty();
  }

  @Test
  void aHashIsNoVersion() {
    assertThat(ReleaseVersion.parse("app@123456789abc")).isEmpty();
    assertThat(ReleaseVersion.parse("app@1234567890123456789012345678901234567890")).isEmpty();
    assertThat(ReleaseVersion.parse("app@1234567abc")).as("of no usual length").isPresent();
  }

  @Test
  void aProjectFollowsThemWhenItsNewestReleasesDo() {
    assertThat(ReleaseVersion.isFollowedBy(List.of())).isFalse();
    assertThat(ReleaseVersion.isFollowedBy(List.of("a@1.0.0", "x"))).isTrue();
    assertThat(ReleaseVersion.isFollowedBy(List.of("x", "a@1.0.0"))).isFalse();
    assertThat(ReleaseVersion.isFollowedBy(List.of("x", "y", "a@1.0.0", "z"))).isTrue();
    assertThat(ReleaseVersion.isFollowedBy(List.of("x", "y", "z", "a@1.0.0"))).isFalse();
    List<String> ten = new java.util.ArrayList<>(Collections.nCopies(8, "x"));
    ten.addFirst("a@1.0.0");
    ten.add("a@1.0.1");
    assertThat(ReleaseVersion.isFollowedBy(ten)).isFalse();
    ten.set(5, "a@1.0.2");
    assertThat(ReleaseVersion.isFollowedBy(ten)).isTrue();
  }
}
