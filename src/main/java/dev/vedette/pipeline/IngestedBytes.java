package dev.vedette.pipeline;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** Bytes that came in for an event, by what they were (spec 01 §20.1). */
final class IngestedBytes {

  private IngestedBytes() {}

  /**
   * The event's {@code _metrics}.
   *
   * @param source the item that the event was made of
   */
  static Json.Obj of(ItemGroup group, Item source) {
    Map<String, Long> bytes = new TreeMap<>();
    for (Item item : group.items()) {
      String kind =
          switch (item.type()) {
            case ATTACHMENT ->
                switch (item.attachmentType()) {
                  case "event.minidump" -> "bytes.ingested.event.minidump";
                  case "event.applecrashreport" -> "bytes.ingested.event.applecrashreport";
                  default -> "bytes.ingested.event.attachment";
                };
            default -> item == source ? "bytes.ingested.event" : "";
          };
      if (!kind.isEmpty() && item.size() > 0) {
        bytes.merge(kind, item.size(), Long::sum);
      }
    }
    Json.Builder metrics = Json.object();
    bytes.forEach((kind, size) -> metrics.put(kind, Json.of(size)));
    return metrics.build();
  }
}
