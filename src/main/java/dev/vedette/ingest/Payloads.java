package dev.vedette.ingest;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Fault;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The contents of one request while it is read: small ones in memory, within the budget of all
 * requests, large ones in the blob store. Closing removes the blobs that no accepted item names.
 */
final class Payloads implements AutoCloseable {

  /** Larger contents go to the blob store, where the type of their item allows it. */
  static final int BLOB_ABOVE = 64 * 1024;

  private static final Logger LOG = LogManager.getLogger(Payloads.class);

  private final Blobs blobs;
  private final MemoryBudget.Share memory;
  private final Set<String> unclaimed = new HashSet<>();

  Payloads(Blobs blobs, MemoryBudget.Share memory) {
    this.blobs = blobs;
    this.memory = memory;
  }

  /** A content in memory. */
  Item.Content inMemory(byte[] bytes) {
    memory.take(bytes.length);
    return new Item.Bytes(bytes);
  }

  /** A content of any size, as a blob when it is large. */
  Item.Content store(InputStream content) throws IOException {
    return store(content.readNBytes(BLOB_ABOVE + 1), content);
  }

  /** A content that the pipeline reads in memory where it is as long as an event at most. */
  Item.Content legible(InputStream content, long longestEvent) throws IOException {
    byte[] start = content.readNBytes((int) longestEvent + 1);
    return start.length <= longestEvent ? inMemory(start) : store(start, content);
  }

  /** A content of which the start has been read. */
  Item.Content store(byte[] start, InputStream rest) throws IOException {
    if (start.length <= BLOB_ABOVE) {
      return inMemory(start);
    }
    Blobs.Stored stored = written(new SequenceInputStream(new ByteArrayInputStream(start), rest));
    unclaimed.add(stored.id());
    return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
  }

  /** A request that breaks off is its client's; a store that takes nothing is ours. */
  private Blobs.Stored written(InputStream content) throws IOException {
    Observed source = new Observed(content);
    try {
      return blobs.write(source);
    } catch (IOException failure) {
      if (source.failed) {
        throw failure;
      }
      throw new Fault(Fault.Code.UNAVAILABLE, "The blob store takes nothing.", failure);
    }
  }

  /** Remembers whether reading failed. */
  private static final class Observed extends FilterInputStream {
    private boolean failed;

    Observed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException broken) {
        failed = true;
        throw broken;
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException broken) {
        failed = true;
        throw broken;
      }
    }
  }

  /** Takes from the budget what is about to be read. */
  void reserve(long bytes) {
    memory.take(bytes);
  }

  /** The blobs of these items stay. */
  void claim(List<Item> items) {
    for (Item item : items) {
      if (item.content() instanceof Item.InBlob blob) {
        unclaimed.remove(blob.id());
      }
    }
  }

  /** All blobs stay: nobody knows whether the items were accepted. */
  void claimAll() {
    unclaimed.clear();
  }

  @Override
  public void close() {
    memory.close();
    for (String id : unclaimed) {
      try {
        blobs.delete(id);
      } catch (IOException left) {
        LOG.warn("the blob of a refused request stays for a day: {}", left.toString());
      }
    }
  }
}
