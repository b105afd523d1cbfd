package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which profiles are of use (spec 01 §20.8). */
class ProfileCheckTest {

  private static final long LIMIT = 2000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"platform\":\"python\",\"profile\":{\"frames\":[],\"samples\":[{\"elapsed_since_start_ns\":\"10\"},{\"elapsed_since_start_ns\":20,\"stack_id\":{}}]}} | kept",
        "{\"profile\":{\"samples\":[{\"elapsed_since_start_ns\":1},{\"elapsed_since_start_ns\":2}]},\"platform\":\"cobol\"} | profiling_platform_not_supported",
        "{\"platform\":\"python\",\"profile\":{\"samples\":[{\"elapsed_since_start_ns\":1}]}} | profiling_not_enough_samples",
        "{\"platform\":\"python\",\"profile\":{\"samples\":[{\"elapsed_since_start_ns\":5},{\"elapsed_since_start_ns\":5}]}} | profiling_duration_is_zero",
        "{\"platform\":\"python\",\"profile\":{\"samples\":[{\"elapsed_since_start_ns\":1},{\"elapsed_since_start_ns\":30000000002}]}} | profiling_duration_is_too_long",
        "{\"platform\":\"android\",\"sampled_profile\":\"UEsDB\"} | kept",
        "{\"platform\":\"python\", | profiling_invalid_json",
        "[] | profiling_malformed",
      })
  void tellsWhyAProfileIsOfNoUse(String profile, String expected) {
    assertThat(problem(profile)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1000, kept", "3000, profiling_exceed_size_limit"})
  void profilesHaveALength(int padding, String expected) {
    String profile =
        "{\"platform\":\"android\",\"sampled_profile\":\"%s\"}".formatted("x".repeat(padding));
    assertThat(problem(profile)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"chunk_id\":\"1\",\"profiler_id\":\"2\",\"profile\":{\"samples\":[{\"timestamp\":1723464000.5},{\"timestamp\":1723464066.0}]} | kept",
        "\"chunk_id\":\"1\",\"profiler_id\":\"2\",\"profile\":{\"samples\":[{\"timestamp\":1723464000.5},{\"timestamp\":1723464067.0}]} | profiling_duration_is_too_long",
        "\"chunk_id\":\"1\" | profiling_malformed",
      })
  void chunksAreCheckedToo(String members, String expected) {
    String chunk = "{\"platform\":\"python\",%s}".formatted(members);
    String problem =
        ProfileCheck.problemOfChunk(
            new ByteArrayInputStream(chunk.getBytes(StandardCharsets.UTF_8)), LIMIT);
    assertThat(problem == null ? "kept" : problem).isEqualTo(expected);
  }

  private static String problem(String profile) {
    String problem =
        ProfileCheck.problem(
            new ByteArrayInputStream(profile.getBytes(StandardCharsets.UTF_8)), LIMIT);
    return problem == null ? "kept" : problem;
  }
}
