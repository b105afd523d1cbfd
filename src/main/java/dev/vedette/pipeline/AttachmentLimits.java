package dev.vedette.pipeline;

import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.counter.Counters;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many attachments of a project are kept per second and per five minutes (spec 01 §20.2). They
 * count in the moment in which they arrived, so that a backlog is not taken for a flood.
 */
final class AttachmentLimits {

  private static final int LONG_WINDOW = 300;

  /** The counts of a window are kept longer, as a backlog is read late. */
  private static final int KEPT_SECONDS = 3600;

  private final Counters counters;
  private final Options options;

  AttachmentLimits(Counters counters, Options options) {
    this.counters = counters;
    this.options = options;
  }

  private record Window(ProjectId project, long second) {}

  /** Those of the files, in their order, that are above a limit; waits for the counters. */
  List<AttachmentToSave> above(List<AttachmentToSave> files) {
    Map<Window, Integer> room = new LinkedHashMap<>();
    for (AttachmentToSave file : files) {
      room.merge(window(file), 1, Integer::sum);
    }
    room.replaceAll(this::room);
    return files.stream().filter(file -> room.merge(window(file), -1, Integer::sum) < 0).toList();
  }

  private static Window window(AttachmentToSave file) {
    return new Window(file.project(), file.received().getEpochSecond());
  }

  /** How many of so many may stay. */
  private int room(Window window, int wanted) {
    int allowed = allowed(window, 1, options.number(Option.ATTACHMENTS_PER_SECOND), wanted);
    return allowed(window, LONG_WINDOW, options.number(Option.ATTACHMENTS_PER_5_MINUTES), allowed);
  }

  private int allowed(Window window, int seconds, long limit, int wanted) {
    if (limit <= 0 || wanted == 0) {
      return wanted;
    }
    long bucket = window.second() / seconds;
    long count =
        counters
            .increment(
                "attachments:%d:%d:%d".formatted(window.project().value(), seconds, bucket),
                wanted,
                Instant.ofEpochSecond(window.second() + KEPT_SECONDS))
            .await();
    return (int) Math.max(0, Math.min(wanted, wanted - (count - limit)));
  }
}
