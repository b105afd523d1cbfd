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
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How many attachments of a project are kept per second and per five minutes (spec 01 §20.2). They
 * count in the moment in which they arrived, so that a backlog is not taken for a flood.
 */
final class AttachmentLimits {

  private static final int LONG_WINDOW = 300;

  /** The counts of a window are kept longer, as a backlog is read late. */
  private static final int KEPT_SECONDS = 3600;

  private static final Logger LOG = LogManager.getLogger(AttachmentLimits.class);

  private final Counters counters;
  private final Options options;

  AttachmentLimits(Counters counters, Options options) {
    this.counters = counters;
    this.options = options;
  }

  private record Window(ProjectId project, long second) {}

  /** What a batch has added to one counter. */
  record Counted(String key, int files, Instant expires) {}

  /**
   * Those of the files, in their order, that are above a limit; waits for the counters.
   *
   * @param counted takes what was counted, to be given back when the batch fails and comes again
   */
  List<AttachmentToSave> above(List<AttachmentToSave> files, List<Counted> counted) {
    Map<Window, Integer> room = new LinkedHashMap<>();
    for (AttachmentToSave file : files) {
      room.merge(window(file), 1, Integer::sum);
    }
    room.replaceAll((window, wanted) -> room(window, wanted, counted));
    return files.stream().filter(file -> room.merge(window(file), -1, Integer::sum) < 0).toList();
  }

  /** Gives back what a batch has counted that will come again. */
  void giveBack(List<Counted> counted) {
    for (Counted one : counted) {
      counters
          .increment(one.key(), -one.files(), one.expires())
          .onFailure(away -> LOG.debug("counters are away", away));
    }
  }

  private static Window window(AttachmentToSave file) {
    return new Window(file.project(), file.received().getEpochSecond());
  }

  /** How many of so many may stay. */
  private int room(Window window, int wanted, List<Counted> counted) {
    long perSecond = options.number(Option.ATTACHMENTS_PER_SECOND);
    int allowed = allowed(window, 1, perSecond, wanted, counted);
    long per5Minutes = options.number(Option.ATTACHMENTS_PER_5_MINUTES);
    return allowed(window, LONG_WINDOW, per5Minutes, allowed, counted);
  }

  private int allowed(Window window, int seconds, long limit, int wanted, List<Counted> counted) {
    if (limit <= 0 || wanted == 0) {
      return wanted;
    }
    long bucket = window.second() / seconds;
    Counted added =
        new Counted(
            "attachments:%d:%d:%d".formatted(window.project().value(), seconds, bucket),
            wanted,
            Instant.ofEpochSecond(window.second() + KEPT_SECONDS));
    long count = counters.increment(added.key(), wanted, added.expires()).await();
    counted.add(added);
    return (int) Math.max(0, Math.min(wanted, wanted - (count - limit)));
  }
}
