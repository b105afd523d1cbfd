package dev.vedette.api;

import dev.vedette.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times in answers: ISO 8601, UTC, with microseconds when there are some. */
final class Times {

  private static final DateTimeFormatter WHOLE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private Times() {}

  static Json of(@Nullable OffsetDateTime time) {
    return time == null ? Json.NULL : of(time.toInstant());
  }

  static Json of(@Nullable Instant time) {
    if (time == null) {
      return Json.NULL;
    }
    Instant micros = time.truncatedTo(ChronoUnit.MICROS);
    return Json.of(
        (micros.getNano() == 0 ? WHOLE : MICROS).format(micros.atOffset(ZoneOffset.UTC)));
  }

  static Json ofSeconds(double seconds) {
    return of(Instant.EPOCH.plus(Math.round(seconds * 1e6), ChronoUnit.MICROS));
  }
}
