package dev.vedette.pipeline;

import dev.vedette.event.SecurityReports;
import dev.vedette.ingest.FormData;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.json.MessagePackJson;
import dev.vedette.project.Category;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * The source of a group's event; null when the group makes none.
   *
   * @param retention age of the oldest crash whose dump tells its time: programs upload dumps when
   *     they start again
   */
  static @Nullable EventSource of(ItemGroup group, Duration retention) throws Unreadable {
    Item json =
        first(group, ItemType.EVENT, ItemType.TRANSACTION, ItemType.FEEDBACK, ItemType.SECURITY);
    if (json != null) {
      return ofJson(json);
    }
    Item report = first(group, ItemType.RAW_SECURITY);
    if (report != null) {
      return ofReport(report, group.sender());
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
        Json.Obj merged = merged(messagePack(item), fields);
        return withDump(group, item, withBreadcrumbs(merged, group), retention);
      }
    }
    for (Item item : group.items()) {
      if (item.isCrashReport()) {
        Json.Obj attributes = withBreadcrumbs(fields, group);
        Json.Obj event = placeholder(item, attributes, group, retention);
        return new EventSource(item, event, Category.ERROR, true);
      }
    }
    Item crumbs = breadcrumbs(group).stream().findFirst().orElse(null);
    Item source = form == null ? crumbs : form;
    return source == null
        ? null
        : new EventSource(source, withBreadcrumbs(fields, group), Category.ERROR, true);
  }

  /** One object over another, member by member; what is no object replaces. */
  static Json.Obj merged(Json.Obj below, Json.Obj above) {
    Json.Builder out = Json.object().putAll(below);
    above
        .members()
        .forEach((key, value) ->
            out.put(
                key,
                value instanceof Json.Obj over && below.get(key) instanceof Json.Obj under
                    ? merged(under, over)
                    : value));
    return out.build();
  }

  private static List<Item> breadcrumbs(ItemGroup group) {
    return group.items().stream()
        .filter(item -> item.type() == ItemType.ATTACHMENT)
        .filter(item -> item.attachmentType().equals("event.breadcrumbs"))
        .toList();
  }

  /** The event with the breadcrumbs of its files, in the order of their times. */
  private static Json.Obj withBreadcrumbs(Json.Obj event, ItemGroup group) throws Unreadable {
    List<Item> files = breadcrumbs(group);
    if (files.isEmpty()) {
      return event;
    }
    List<Json> crumbs = new ArrayList<>();
    for (Item file : files) {
      if (file.content() instanceof Item.InBlob) {
        // longer than an event may be: kept as a file only
        continue;
      }
      try {
        for (Json value : MessagePackJson.readAll(file.bytes())) {
          crumbs.addAll(value instanceof Json.Arr(List<Json> items) ? items : List.of(value));
        }
      } catch (IOException malformed) {
        throw new Unreadable(file, "invalid_msgpack");
      }
    }
    crumbs.sort(Comparator.comparing(EventSource::time));
    Json.Obj known = event.object("breadcrumbs");
    List<Json> all = new ArrayList<>(known.array("values").items());
    all.addAll(crumbs);
    return event.with("breadcrumbs", known.with("values", new Json.Arr(all)));
  }

  /** A text by which times of one form sort. */
  private static String time(Json crumb) {
    Json time = crumb instanceof Json.Obj object ? object.get("timestamp") : null;
    return switch (time) {
      case Json.Str(String text) -> text;
      case Json.Num number -> "%020.6f".formatted(number.asDouble());
      case null, default -> "";
    };
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

  private static EventSource ofReport(Item item, ItemGroup.Sender sender) throws Unreadable {
    try {
      Json.Obj event = SecurityReports.event(json(item));
      String release = item.headers().string("sentry_release");
      String environment = item.headers().string("sentry_environment");
      event = release == null ? event : event.with("release", Json.of(release));
      event = environment == null ? event : event.with("environment", Json.of(environment));
      event = withAgent(event, sender);
      // A report is the browser's own: its address is the user's.
      event = event.with("user", Json.object().put("ip_address", "{{auto}}").build());
      return new EventSource(item, event, Category.SECURITY, true);
    } catch (SecurityReports.Unreadable unreadable) {
      throw new Unreadable(item, String.valueOf(unreadable.getMessage()));
    }
  }

  /** The headers by which the browser that sent a report tells its kind (spec 01 §11.3). */
  private static Json.Obj withAgent(Json.Obj event, ItemGroup.Sender sender) {
    Json.Obj request = event.object("request");
    List<Json> headers = new ArrayList<>(request.array("headers").items());
    String agent = sender.userAgent();
    if (agent != null) {
      headers.add(Json.array(Json.of("User-Agent"), Json.of(agent)));
    }
    sender
        .clientHints()
        .forEach((name, value) -> headers.add(Json.array(Json.of(name), Json.of(value))));
    return headers.isEmpty()
        ? event
        : event.with("request", request.with("headers", new Json.Arr(headers)));
  }

  private static Json.Obj parse(Item item) throws Unreadable {
    if (json(item) instanceof Json.Obj object) {
      return object;
    }
    throw new Unreadable(item, "invalid_json");
  }

  private static Json json(Item item) throws Unreadable {
    try {
      return JsonText.parse(item.bytes());
    } catch (JsonText.Malformed malformed) {
      throw new Unreadable(item, "invalid_json");
    }
  }

  private static Json.Arr array(Item item) {
    try {
      return JsonText.parse(item.bytes()) instanceof Json.Arr array ? array : Json.Arr.EMPTY;
    } catch (JsonText.Malformed malformed) {
      return Json.Arr.EMPTY;
    }
  }

  private static Json.Obj messagePack(Item item) throws Unreadable {
    if (item.content() instanceof Item.InBlob) {
      throw new Unreadable(item, "too_large:attachment:payload");
    }
    try {
      if (MessagePackJson.read(item.bytes()) instanceof Json.Obj object) {
        return object;
      }
    } catch (IOException malformed) {
      throw new Unreadable(item, "invalid_msgpack");
    }
    throw new Unreadable(item, "invalid_msgpack");
  }

  private static EventSource withDump(
      ItemGroup group, Item item, Json.Obj merged, Duration retention) {
    for (Item other : group.items()) {
      if (other.isCrashReport()) {
        Json.Obj event = placeholder(other, merged, group, retention);
        return new EventSource(item, event, Category.ERROR, true);
      }
    }
    return new EventSource(item, merged, Category.ERROR, true);
  }

  /** The event of a crash dump until symbolication has read it (spec 01 §12.1). */
  private static Json.Obj placeholder(
      Item dump, Json.Obj attributes, ItemGroup group, Duration retention) {
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
    event = event.with("platform", Json.of("native"));
    Json.Num written = dump.headers().number("dump_time");
    long received = group.received().getEpochSecond();
    return written != null
            && written.asLong() <= received
            && written.asLong() >= received - retention.toSeconds()
        ? event.with("timestamp", written)
        : event;
  }
}
