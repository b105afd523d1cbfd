package dev.vedette.pipeline;

import dev.vedette.event.SecurityReports;
import dev.vedette.ingest.FormData;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;

/**
 * Chooses what of an item group makes the event (spec 01 §20.1).
 *
 * @param item the item that counts as the event
 * @param payload the event as sent
 * @param agentOfRequest whether the user agent of the request is the user's
 */
record EventSource(Item item, Json.Obj payload, Category category, boolean agentOfRequest) {

  /** A group whose event cannot be read; the reason is the outcome's. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Item item;

    Unreadable(Item item, String reason) {
      super(reason, null, false, false);
      this.item = item;
    }

    Item item() {
      return item;
    }
  }

  /** The source of a group's event; null when the group makes none. */
  static @Nullable EventSource of(ItemGroup group) throws Unreadable {
    Item json =
        first(group, ItemType.EVENT, ItemType.TRANSACTION, ItemType.FEEDBACK, ItemType.SECURITY);
    if (json != null) {
      return ofJson(json);
    }
    Item report = first(group, ItemType.RAW_SECURITY);
    if (report != null) {
      return ofReport(report);
    }
    Item nel = first(group, ItemType.NEL);
    if (nel != null) {
      double received = group.received().toEpochMilli() / 1000.0;
      return new EventSource(nel, SecurityReports.nel(parse(nel), received), Category.ERROR, true);
    }
    Item form = first(group, ItemType.FORM_DATA);
    Json.Obj fields = form == null ? Json.Obj.EMPTY : FormData.event(array(form).items());
    for (Item item : group.items()) {
      if (item.type() == ItemType.ATTACHMENT && item.attachmentType().equals("event.payload")) {
        Json.Obj merged = Json.object().putAll(messagePack(item)).putAll(fields).build();
        return withDump(group, item, merged);
      }
    }
    for (Item item : group.items()) {
      if (item.isCrashReport()) {
        return new EventSource(item, placeholder(item, fields), Category.ERROR, true);
      }
    }
    return form == null ? null : new EventSource(form, fields, Category.ERROR, true);
  }

  private static @Nullable Item first(ItemGroup group, ItemType... types) {
    List<ItemType> wanted = List.of(types);
    return group.items().stream()
        .filter(item -> wanted.contains(item.type()))
        .findFirst()
        .orElse(null);
  }

  private static EventSource ofJson(Item item) throws Unreadable {
    Json.Obj payload = parse(item);
    Category category =
        switch (item.type()) {
          case TRANSACTION -> Category.TRANSACTION;
          case FEEDBACK -> Category.FEEDBACK;
          case SECURITY -> Category.SECURITY;
          default -> {
            String type = payload.string("type");
            yield "transaction".equals(type)
                ? Category.TRANSACTION
                : "feedback".equals(type) ? Category.FEEDBACK : Category.ERROR;
          }
        };
    return new EventSource(item, payload, category, category == Category.SECURITY);
  }

  private static EventSource ofReport(Item item) throws Unreadable {
    try {
      Json.Obj event = SecurityReports.event(parse(item));
      String release = item.headers().string("sentry_release");
      String environment = item.headers().string("sentry_environment");
      event = release == null ? event : event.with("release", Json.of(release));
      event = environment == null ? event : event.with("environment", Json.of(environment));
      // A report is the browser's own: its address is the user's.
      event = event.with("user", Json.object().put("ip_address", "{{auto}}").build());
      return new EventSource(item, event, Category.SECURITY, true);
    } catch (SecurityReports.Unreadable unreadable) {
      throw new Unreadable(item, String.valueOf(unreadable.getMessage()));
    }
  }

  private static Json.Obj parse(Item item) throws Unreadable {
    try {
      if (JsonText.parse(item.bytes()) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw new Unreadable(item, "invalid_json");
    }
    throw new Unreadable(item, "invalid_json");
  }

  private static Json.Arr array(Item item) {
    try {
      return JsonText.parse(item.bytes()) instanceof Json.Arr array ? array : Json.Arr.EMPTY;
    } catch (JsonText.Malformed malformed) {
      return Json.Arr.EMPTY;
    }
  }

  private static Json.Obj messagePack(Item item) throws Unreadable {
    try {
      if (MessagePackJson.read(item.bytes()) instanceof Json.Obj object) {
        return object;
      }
    } catch (IOException | MessagePackException malformed) {
      throw new Unreadable(item, "invalid_msgpack");
    }
    throw new Unreadable(item, "invalid_msgpack");
  }

  private static EventSource withDump(ItemGroup group, Item item, Json.Obj merged) {
    for (Item other : group.items()) {
      if (other.isCrashReport()) {
        return new EventSource(item, placeholder(other, merged), Category.ERROR, true);
      }
    }
    return new EventSource(item, merged, Category.ERROR, true);
  }

  /** The event of a crash dump until symbolication has read it (spec 01 §12.1). */
  private static Json.Obj placeholder(Item dump, Json.Obj attributes) {
    boolean minidump = dump.attachmentType().equals("event.minidump");
    String kind = minidump ? "minidump" : "applecrashreport";
    String type = minidump ? "Minidump" : "AppleCrashReport";
    Json.Obj mechanism =
        Json.object().put("type", kind).put("handled", false).put("synthetic", true).build();
    Json.Obj exception =
        Json.object()
            .put("type", type)
            .put("value", "Invalid " + (minidump ? "Minidump" : "Apple Crash Report"))
            .put("mechanism", mechanism)
            .build();
    Json.Obj event =
        attributes.with("exception", Json.object().put("values", Json.array(exception)).build());
    String level = attributes.string("level");
    event = level == null ? event.with("level", Json.of("fatal")) : event;
    return event.with("platform", Json.of("native"));
  }
}
