package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.feed.FeedPosition;
import dev.vedette.project.Outcome;
import java.util.List;

/**
 * Asks to save what was made of a stretch of the feed, in one transaction that also commits the
 * position.
 *
 * @param attachments files whose event came before, or comes later
 * @param outcomes fates of what is not saved
 */
public record SaveEvents(
    FeedPosition position,
    List<EventToSave> events,
    List<AttachmentToSave> attachments,
    List<ReportToSave> reports,
    List<Outcome> outcomes)
    implements Request<Saved> {

  SaveEvents withEvents(List<EventToSave> others) {
    return new SaveEvents(position, others, attachments, reports, outcomes);
  }
}
