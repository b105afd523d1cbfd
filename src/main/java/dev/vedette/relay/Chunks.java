package dev.vedette.relay;

import dev.vedette.blob.Blobs;
import dev.vedette.ingest.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Pieces of attachments that wait for the message that refers to them, at most an hour (spec 01
 * §26.3): short ones in memory, others in the blob store. For one thread.
 */
final class Chunks {

  private static final Logger LOG = LogManager.getLogger(Chunks.class);
  private static final Duration LONGEST = Duration.ofSeconds(3600);
  private static final int IN_MEMORY = 64 * 1024;
  private static final long MOST_IN_MEMORY = 32L << 20;

  /** What a chunk belongs to. */
  record Owner(long project, String eventId, String attachment) {}

  /** Where the first chunk of an attachment was read, and when. */
  private record Waiting(
      RelayTopic topic,
      int partition,
      long offset,
      Instant since,
      Map<Integer, Item.Content> parts) {}

  private final Blobs blobs;
  private final Map<Owner, Waiting> waiting = new HashMap<>();
  private long inMemory;

  Chunks(Blobs blobs) {
    this.blobs = blobs;
  }

  /** Keeps a chunk; one that was delivered before is known already. */
  void add(RelayTopic topic, int partition, long offset, Instant now, RelayMessage.Chunk chunk)
      throws IOException {
    Owner owner = new Owner(chunk.project(), chunk.eventId(), chunk.attachment());
    Waiting parts =
        waiting.computeIfAbsent(
            owner, key -> new Waiting(topic, partition, offset, now, new HashMap<>()));
    if (!parts.parts().containsKey(chunk.index())) {
      parts.parts().put(chunk.index(), content(chunk.payload()));
    }
  }

  private Item.Content content(byte[] bytes) throws IOException {
    if (bytes.length <= IN_MEMORY && inMemory + bytes.length <= MOST_IN_MEMORY) {
      inMemory += bytes.length;
      return new Item.Bytes(bytes);
    }
    Blobs.Stored stored = blobs.write(new ByteArrayInputStream(bytes));
    return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
  }

  /**
   * The whole of an attachment, in the blob store when it is large; empty when a part is missing.
   */
  Optional<Item.Content> assembled(Owner owner, int count) throws IOException {
    Waiting found = waiting.get(owner);
    List<InputStream> parts = new ArrayList<>();
    long size = 0;
    try {
      for (int index = 0; index < count; index++) {
        Item.Content part = found == null ? null : found.parts().get(index);
        if (part == null) {
          return Optional.empty();
        }
        size += part.size();
        parts.add(open(part));
      }
      return Optional.of(stored(size, new SequenceInputStream(Collections.enumeration(parts))));
    } catch (NoSuchFileException swept) {
      return Optional.empty();
    } finally {
      for (InputStream part : parts) {
        part.close();
      }
    }
  }

  /** A content of a known size, where items keep theirs. */
  Item.Content stored(long size, InputStream content) throws IOException {
    if (size <= IN_MEMORY) {
      return new Item.Bytes(content.readAllBytes());
    }
    Blobs.Stored stored = blobs.write(content);
    return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
  }

  private InputStream open(Item.Content part) throws IOException {
    return switch (part) {
      case Item.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
      case Item.InBlob blob -> blobs.read(blob.id());
      default -> throw new IllegalStateException("a chunk without its bytes");
    };
  }

  /** The first offset of a partition of which something waits; empty when nothing does. */
  Optional<Long> oldest(RelayTopic topic, int partition) {
    return waiting.values().stream()
        .filter(one -> one.topic() == topic && one.partition() == partition)
        .map(Waiting::offset)
        .min(Long::compare);
  }

  /** Lets go of what has been taken over. */
  void forget(Owner owner) {
    Waiting gone = waiting.remove(owner);
    if (gone != null) {
      release(gone);
    }
  }

  /** Lets go of what another node reads from now on. */
  void leave(RelayTopic topic, int partition) {
    remove(one -> one.topic() == topic && one.partition() == partition);
  }

  /** Lets go of what nobody has referred to for too long. */
  void expire(Instant now) {
    remove(one -> one.since().isBefore(now.minus(LONGEST)));
  }

  private void remove(Predicate<Waiting> which) {
    for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (which.test(one)) {
        all.remove();
        release(one);
      }
    }
  }

  private void release(Waiting gone) {
    for (Item.Content part : gone.parts().values()) {
      switch (part) {
        case Item.InBlob blob -> delete(blob.id());
        default -> inMemory -= part.size();
      }
    }
  }

  private void delete(String id) {
    try {
      blobs.delete(id);
    } catch (IOException left) {
      LOG.warn("a piece of an attachment stays for a day: {}", left.toString());
    }
  }
}
