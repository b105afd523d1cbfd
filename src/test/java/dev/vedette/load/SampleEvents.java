package dev.vedette.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Payloads of the load command, for benchmarks. */
public final class SampleEvents {

  private SampleEvents() {}

  /** Errors of about a size, always the same ones. */
  public static List<byte[]> errors(int bytes, int count) {
    EventMix mix = new EventMix(bytes, 200, 5000, 1000, 0);
    EventSamples samples =
        new EventSamples(mix, new Random(1), Instant.ofEpochSecond(1_723_464_000));
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payloads.add(samples.next().json());
    }
    return payloads;
  }
}
