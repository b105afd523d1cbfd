package dev.vedette.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.config.Options;
import dev.vedette.counter.LocalCounters;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many attachments a project may keep at a time (spec 01 §20.2). */
class AttachmentLimitsTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private final AttachmentLimits limits =
      new AttachmentLimits(
          new LocalCounters(() -> NOW),
          new Options(null, Map.of("save-event-attachments.project-per-sec-limit", Json.of(100))));

  private static List<AttachmentToSave> files(int count) {
    AttachmentToSave file =
        new AttachmentToSave(
            new OrganizationId(1),
            new ProjectId(2),
            0,
            new UUID(0, 1),
            NOW,
            0,
            "event.attachment",
            "a.txt",
            "text/plain",
            1,
            new byte[20],
            new byte[1],
            null);
    return Collections.nCopies(count, file);
  }

  @Test
  void filesAboveTheLimitAreLeftOut() {
    assertThat(limits.above(files(60), new ArrayList<>())).isEmpty();
    assertThat(limits.above(files(60), new ArrayList<>())).hasSize(20);
  }

  @Test
  void aBatchThatComesAgainUsesNothingUp() {
    for (int attempt = 0; attempt < 5; attempt++) {
      List<AttachmentLimits.Counted> counted = new ArrayList<>();
      assertThat(limits.above(files(60), counted)).as("attempt %d", attempt).isEmpty();
      limits.giveBack(counted);
    }
    assertThat(limits.above(files(101), new ArrayList<>())).hasSize(1);
  }
}
