package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Items that are not what their headers say: an event whose payload calls itself a transaction is
 * one, and limited as one (spec 01 §8.1, §21.4). Payloads are looked through at the door, and read
 * only where they may be such.
 */
final class ExactTypes {

  private static final byte[] NAME = "\"type\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = "\"transaction\"".getBytes(StandardCharsets.US_ASCII);

  private ExactTypes() {}

  static List<Item> of(List<Item> items) {
    return items.stream().map(item -> isTransaction(item) ? transaction(item) : item).toList();
  }

  private static Item transaction(Item item) {
    String label = ItemType.TRANSACTION.label();
    return new Item(
        ItemType.TRANSACTION, item.headers().with("type", Json.of(label)), item.content());
  }

  private static boolean isTransaction(Item item) {
    return item.type() == ItemType.EVENT
        && item.content() instanceof Item.Bytes(byte[] payload)
        && mayBeTransaction(payload)
        && saysTransaction(payload);
  }

  /** Whether a member of the name, at whatever depth, has the value. */
  private static boolean mayBeTransaction(byte[] json) {
    for (int at = 0; at <= json.length - NAME.length - VALUE.length; at++) {
      if (json[at] == NAME[0] && startsWith(json, at, NAME)) {
        int colon = afterSpace(json, at + NAME.length);
        if (colon < json.length
            && json[colon] == ':'
            && startsWith(json, afterSpace(json, colon + 1), VALUE)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] json, int at, byte[] text) {
    return at + text.length <= json.length
        && Arrays.equals(json, at, at + text.length, text, 0, text.length);
  }

  private static int afterSpace(byte[] json, int at) {
    int next = at;
    while (next < json.length && json[next] >= 0 && json[next] <= ' ') {
      next++;
    }
    return next;
  }

  private static boolean saysTransaction(byte[] json) {
    try {
      return JsonText.parse(json) instanceof Json.Obj event
          && ItemType.TRANSACTION.label().equals(event.string("type"));
    } catch (JsonText.Malformed unreadable) {
      // told by the pipeline, as of any event
      return false;
    }
  }
}
