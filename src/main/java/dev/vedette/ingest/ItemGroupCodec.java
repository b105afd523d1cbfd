package dev.vedette.ingest;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * The form of an {@link ItemGroup} in a feed: a MessagePack map with text keys. Unknown keys are
 * ignored and absent ones have defaults, so that neighbouring versions understand each other.
 */
public final class ItemGroupCodec {

  private ItemGroupCodec() {}

  /** Writes a group. */
  public static byte[] encode(ItemGroup group) {
    Map<Value, Value> map = new LinkedHashMap<>();
    put(map, "org_id", ValueFactory.newInteger(group.organization().value()));
    put(map, "project_id", ValueFactory.newInteger(group.project().value()));
    put(map, "key_id", ValueFactory.newInteger(group.keyId()));
    put(map, "event_id", text(group.eventId()));
    put(map, "received", ValueFactory.newInteger(micros(group.received())));
    Instant sentAt = group.sentAt();
    if (sentAt != null) {
      put(map, "sent_at", ValueFactory.newInteger(micros(sentAt)));
    }
    ItemGroup.Sender sender = group.sender();
    put(map, "client", text(sender.client()));
    put(map, "version", ValueFactory.newInteger(sender.version()));
    put(map, "remote_addr", text(sender.address()));
    put(map, "user_agent", text(sender.userAgent()));
    Map<Value, Value> hints = new LinkedHashMap<>();
    sender.clientHints().forEach((name, value) -> put(hints, name, text(value)));
    put(map, "client_hints", ValueFactory.newMap(hints));
    put(
        map,
        "items",
        ValueFactory.newArray(group.items().stream().map(ItemGroupCodec::item).toList()));
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packValue(ValueFactory.newMap(map));
      return packer.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Value item(Item item) {
    Map<Value, Value> map = new LinkedHashMap<>();
    put(map, "headers", ValueFactory.newBinary(JsonText.writeBytes(item.headers()), true));
    switch (item.content()) {
      case Item.Bytes(byte[] bytes) -> put(map, "payload", ValueFactory.newBinary(bytes, true));
      case Item.InBlob(String id, long size, byte[] sha1) -> {
        put(map, "blob", text(id));
        put(map, "size", ValueFactory.newInteger(size));
        put(map, "sha1", ValueFactory.newBinary(sha1, true));
      }
      case Item.Skipped ignored ->
          throw new IllegalArgumentException("a skipped payload cannot be sent on");
    }
    return ValueFactory.newMap(map);
  }

  private static void put(Map<Value, Value> map, String key, Value value) {
    map.put(ValueFactory.newString(key), value);
  }

  private static Value text(@Nullable String text) {
    return text == null ? ValueFactory.newNil() : ValueFactory.newString(text);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Reads a group; fails with {@link Fault.Code#UNPROCESSABLE} when the bytes are none. */
  public static ItemGroup decode(byte[] bytes) {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      Map<String, Value> map = map(unpacker.unpackValue());
      List<Item> items = new ArrayList<>();
      for (Value item : required(map, "items").asArrayValue()) {
        items.add(item(map(item)));
      }
      Value sentAt = map.get("sent_at");
      return new ItemGroup(
          new OrganizationId(number(map, "org_id")),
          new ProjectId(number(map, "project_id")),
          number(map, "key_id"),
          text(map, "event_id"),
          time(number(map, "received")),
          sentAt == null ? null : time(sentAt.asIntegerValue().toLong()),
          sender(map),
          List.copyOf(items));
    } catch (IOException | MessagePackException | JsonText.Malformed malformed) {
      throw new Fault(Fault.Code.UNPROCESSABLE, "not an item group", malformed);
    }
  }

  private static ItemGroup.Sender sender(Map<String, Value> map) {
    Map<String, String> hints = new HashMap<>();
    Value stored = map.get("client_hints");
    if (stored != null) {
      map(stored).forEach((name, value) -> hints.put(name, value.asStringValue().asString()));
    }
    return new ItemGroup.Sender(
        text(map, "client"),
        (int) number(map, "version"),
        text(map, "remote_addr"),
        text(map, "user_agent"),
        Map.copyOf(hints));
  }

  private static Item item(Map<String, Value> map) throws JsonText.Malformed {
    Json headers = JsonText.parse(required(map, "headers").asRawValue().asByteArray());
    Json.Obj object = headers instanceof Json.Obj found ? found : Json.Obj.EMPTY;
    String type = object.string("type");
    String blob = text(map, "blob");
    Item.Content content =
        blob == null
            ? new Item.Bytes(required(map, "payload").asRawValue().asByteArray())
            : new Item.InBlob(
                blob, number(map, "size"), required(map, "sha1").asRawValue().asByteArray());
    return new Item(ItemType.of(type == null ? "" : type), object, content);
  }

  private static Map<String, Value> map(Value value) {
    Map<String, Value> map = new HashMap<>();
    value
        .asMapValue()
        .map()
        .forEach((key, member) -> map.put(key.asStringValue().asString(), member));
    return map;
  }

  private static Value required(Map<String, Value> map, String key) {
    Value value = map.get(key);
    if (value == null) {
      throw new org.msgpack.core.MessageTypeException("missing key " + key);
    }
    return value;
  }

  private static long number(Map<String, Value> map, String key) {
    return required(map, key).asIntegerValue().toLong();
  }

  private static @Nullable String text(Map<String, Value> map, String key) {
    Value value = map.get(key);
    return value == null || value.isNilValue() ? null : value.asStringValue().asString();
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
