package dev.vedette.event;

import dev.vedette.json.Json;
import java.time.Duration;

/** How far a sender's clock may be off before its times are moved (spec 01 §19 and §28, 11). */
public final class ClockDrift {

  /** The option by which a project wants its times as they were sent. */
  public static final String OPTION = "ingest.correct-clock-drift";

  /** More than any two clocks are apart. */
  private static final Duration ANY = Duration.ofDays(400_000);

  private ClockDrift() {}

  /**
   * What a project tolerates.
   *
   * @param options the project's options
   * @param usual what holds where a project says nothing
   */
  public static Duration tolerated(Json.Obj options, Duration usual) {
    return Boolean.FALSE.equals(options.bool(OPTION)) ? ANY : usual;
  }
}
