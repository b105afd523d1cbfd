package dev.vedette.trace;

import dev.vedette.blob.Blobs;
import dev.vedette.event.ScrubSettings;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.relay.RelayOutput;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * One group of the traces feed and where its things go.
 *
 * @param sql the transaction
 * @param relay where the topics of a Relay are written, those
 */
record TraceWork(
    Sql sql,
    ItemGroup group,
    ItemGroupConsumers.Batch batch,
    Blobs blobs,
    ScrubSettings scrubbing,
    Optional<RelayOutput> relay) {

  /** Tells what became of something. */
  void count(Outcome.Kind kind, String reason, Category category, long quantity) {
    if (kind == Outcome.Kind.ACCEPTED && !isStored()) {
      // told by those who store it
      return;
    }
    RelayOutput.tell(relay, batch, group, group.outcome(kind, reason, category, quantity));
  }

  /** Tells that a filter keeps nothing of the group. */
  void refuseAll(String filter) {
    for (Item item : group.items()) {
      for (Item.Amount amount : item.amounts()) {
        count(Outcome.Kind.FILTERED, filter, amount.category(), amount.quantity());
      }
    }
  }

  /** Whether things are stored here, and not by those who read a Relay's topics alone. */
  boolean isStored() {
    return relay.map(output -> !output.isInstead()).orElse(true);
  }

  /** Writes something for those who read a Relay's topics. */
  void forward(Function<RelayOutput, Future<Void>> written) {
    relay.ifPresent(output -> batch.await(written.apply(output)));
  }

  InputStream open(Item.Content content) throws IOException {
    return switch (content) {
      case Item.InBlob blob -> blobs.read(blob.id());
      case Item.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
      default -> throw new IllegalStateException("an item without its payload");
    };
  }
}
