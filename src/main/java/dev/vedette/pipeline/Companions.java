package dev.vedette.pipeline;

import dev.vedette.event.Feedback;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.issue.ReportToSave;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Outcome;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What comes with an event or after it: files, and what users say (spec 01 §20.2, §20.4). */
final class Companions {

  private static final int INLINE_BELOW = 64 * 1024 + 1;

  private final ItemGroup group;
  private final Fates fates;
  private final Prepared into;
  private final BooleanSupplier dropsGarbage;

  Companions(ItemGroup group, Fates fates, Prepared into, BooleanSupplier dropsGarbage) {
    this.group = group;
    this.fates = fates;
    this.into = into;
    this.dropsGarbage = dropsGarbage;
  }

  static long buckets(Item item) {
    String text = new String(item.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (item.type() == ItemType.STATSD) {
      return Math.max(1, text.lines().filter(line -> !line.isBlank()).count());
    }
    try {
      return JsonText.parse(text) instanceof Json.Arr array ? Math.max(1, array.size()) : 1;
    } catch (JsonText.Malformed malformed) {
      return 1;
    }
  }

  AttachmentToSave attachment(Item item, UUID event, int ordinal) {
    String name = item.headers().string("filename");
    String shown = name == null || name.isEmpty() ? "Unnamed Attachment" : name;
    Item.InBlob blob = item.content() instanceof Item.InBlob b ? b : null;
    byte[] bytes = item.bytes();
    return new AttachmentToSave(
        group.organization(),
        group.project(),
        group.keyId(),
        event,
        group.received(),
        ordinal,
        item.attachmentType(),
        shown,
        ContentTypes.of(item.headers().string("content_type"), shown),
        item.size(),
        blob == null ? Digests.sha1(bytes) : blob.sha1(),
        blob == null && bytes.length < INLINE_BELOW ? bytes : null,
        blob == null ? null : blob.id());
  }

  void report(Item item) {
    Json.Obj report = object(item);
    if (report == null) {
      fates.explain("invalid_json", fates.start(item));
      fates.refused(item, Outcome.Kind.INVALID, "invalid_json");
      return;
    }
    if (dropsGarbage.getAsBoolean() && Feedback.isEmpty(report.string("comments"))) {
      fates.refused(item, Outcome.Kind.FILTERED, Preparation.NOBODY);
      return;
    }
    String given = report.string("event_id");
    String id = given == null ? group.eventId() : given.replace("-", "").toLowerCase(Locale.ROOT);
    if (id == null || !id.matches("[0-9a-f]{32}")) {
      fates.refused(item, Outcome.Kind.INVALID, "invalid_json");
      return;
    }
    boolean dialog = "dialog".equals(item.headers().string("source"));
    into.reports.add(
        new ReportToSave(
            group.organization(),
            group.project(),
            group.keyId(),
            Preparation.uuid(id),
            group.received(),
            cut(report.string("name"), 128),
            cut(report.string("email"), 75),
            cut(report.string("comments"), 1 << 16),
            dialog,
            !dialog));
  }

  private static Json.@Nullable Obj object(Item item) {
    try {
      return JsonText.parse(item.bytes()) instanceof Json.Obj object ? object : null;
    } catch (JsonText.Malformed malformed) {
      return null;
    }
  }

  private static String cut(@Nullable String text, int limit) {
    String present = text == null ? "" : text;
    return present.length() <= limit ? present : present.substring(0, limit);
  }
}
