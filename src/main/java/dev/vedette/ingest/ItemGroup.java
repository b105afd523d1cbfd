package dev.vedette.ingest;

import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedRecord;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items of one envelope that belong together (spec 01 §20), as they travel through a feed.
 *
 * @param keyId number of the project key
 * @param eventId 32 hexadecimal digits, or null when the items belong to no event
 * @param received when the request arrived, whole microseconds
 * @param sentAt the client's clock at sending, or null
 * @param sender what is known of the request
 */
public record ItemGroup(
    OrganizationId organization,
    ProjectId project,
    long keyId,
    @Nullable String eventId,
    Instant received,
    @Nullable Instant sentAt,
    Sender sender,
    List<Item> items) {

  /** Groups that may concern the same thing share a key, so that one lane sees them in order. */
  public long key() {
    return eventId == null
        ? project.value()
        : EventIds.uuid(eventId).getLeastSignificantBits() >>> 1;
  }

  /** Bytes of all contents. */
  public long size() {
    return items.stream().mapToLong(Item::size).sum();
  }

  /** The group as a record of a feed. */
  public FeedRecord record(FeedName feed) {
    List<String> blobs =
        items.stream()
            .map(Item::content)
            .filter(Item.InBlob.class::isInstance)
            .map(content -> ((Item.InBlob) content).id())
            .toList();
    return new FeedRecord(feed, key(), ItemGroupCodec.encode(this), blobs);
  }

  /** What became of something in it. */
  public Outcome outcome(Outcome.Kind kind, String reason, Category category, long quantity) {
    return new Outcome(organization, project, keyId, received, kind, reason, category, quantity);
  }

  /** The same group with other items. */
  public ItemGroup withItems(List<Item> others) {
    return new ItemGroup(organization, project, keyId, eventId, received, sentAt, sender, others);
  }

  /**
   * What is known of the request that brought the items.
   *
   * @param client SDK name and version of the credentials, e.g. {@code sentry.python/2.12.0}
   * @param version protocol version
   * @param address client address, or null when unknown
   * @param userAgent header {@code User-Agent}
   * @param clientHints headers {@code Sec-CH-UA*} with lower-case names
   */
  public record Sender(
      @Nullable String client,
      int version,
      @Nullable String address,
      @Nullable String userAgent,
      java.util.Map<String, String> clientHints) {}
}
