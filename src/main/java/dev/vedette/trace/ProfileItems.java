package dev.vedette.trace;

import dev.vedette.bus.Fault;
import dev.vedette.event.ProfileCheck;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores chunks of continuous profiles, and profiles that come apart from their transactions. */
final class ProfileItems {

  private static final long LONGEST = 50L << 20;

  private final TraceWork work;

  ProfileItems(TraceWork work) {
    this.work = work;
  }

  /** Stores a chunk. */
  void saveChunk(Item item) {
    Category category = item.amounts().getFirst().category();
    String problem = problem(item, ProfileCheck::problemOfChunk);
    if (problem != null) {
      work.count(Outcome.Kind.INVALID, problem, category, 1);
      return;
    }
    work.forward(output -> output.profileChunk(work.group(), bytes(item)));
    if (work.isStored()) {
      insert("chunk", UUID.randomUUID(), item);
    }
    work.count(Outcome.Kind.ACCEPTED, "", category, 1);
  }

  /** Stores a profile that a Relay writes apart from its transaction, by whose id it is found. */
  void save(Item item) {
    String transaction = work.group().eventId();
    String problem =
        transaction == null
            ? "profiling_no_transaction_associated"
            : problem(item, ProfileCheck::problem);
    if (transaction == null || problem != null) {
      work.count(Outcome.Kind.INVALID, String.valueOf(problem), Category.PROFILE, 1);
      return;
    }
    insert("profile", TraceItems.uuid(transaction), item);
    work.count(Outcome.Kind.ACCEPTED, "", Category.PROFILE, 1);
  }

  private void insert(String kind, UUID id, Item item) {
    String platform = item.headers().string("platform");
    ItemGroup group = work.group();
    work.sql()
        .update(
            """
            INSERT INTO profile (project_id, profile_id, kind, received, platform, content, blob_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING\
            """,
            group.project().value(),
            id,
            kind,
            group.received().atOffset(ZoneOffset.UTC),
            platform == null ? "other" : platform,
            item.content() instanceof Item.Bytes(byte[] bytes) ? Buffer.buffer(bytes) : null,
            item.content() instanceof Item.InBlob blob ? blob.id() : null);
  }

  /** Reads a profile and says what is wrong with it; null when nothing is. */
  private interface Check {
    @Nullable String problem(InputStream content, long longest) throws IOException;
  }

  private @Nullable String problem(Item item, Check check) {
    try (InputStream content = work.open(item.content())) {
      return check.problem(content, LONGEST);
    } catch (NoSuchFileException gone) {
      return "profiling_malformed";
    } catch (IOException away) {
      throw unavailable(away);
    }
  }

  private byte[] bytes(Item item) {
    try (InputStream content = work.open(item.content())) {
      return content.readAllBytes();
    } catch (IOException away) {
      throw unavailable(away);
    }
  }

  private static Fault unavailable(IOException away) {
    return new Fault(Fault.Code.UNAVAILABLE, "The blob store does not answer.", away);
  }
}
