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
  private static final int[] JUMPS = jumps();

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

  /**
   * Whether a member of the name, at whatever depth, has the value. Every event passes here: the
   * value, which is longer and rarer than the name, is looked for in jumps of its length.
   */
  private static boolean mayBeTransaction(byte[] json) {
    int last = VALUE.length - 1;
    int end = json.length - last;
    for (int at = 0; at < end; at += JUMPS[json[at + last] & 0xff]) {
      // the comparison of ranges costs more than the jump, and hardly any place is worth it
      if (json[at + last] == '"'
          && json[at] == '"'
          && Arrays.equals(json, at, at + VALUE.length, VALUE, 0, VALUE.length)
          && isNamed(json, at)) {
        return true;
      }
    }
    return false;
  }

  /** How far to go on, by the byte that stands where the last one of the value would. */
  private static int[] jumps() {
    int[] jumps = new int[256];
    Arrays.fill(jumps, VALUE.length);
    for (int i = 0; i < VALUE.length - 1; i++) {
      jumps[VALUE[i]] = VALUE.length - 1 - i;
    }
    return jumps;
  }

  private static boolean isNamed(byte[] json, int value) {
    int colon = beforeSpace(json, value - 1);
    if (colon < 0 || json[colon] != ':') {
      return false;
    }
    int end = beforeSpace(json, colon - 1) + 1;
    int start = end - NAME.length;
    return start >= 0 && Arrays.equals(json, start, end, NAME, 0, NAME.length);
  }

  private static int beforeSpace(byte[] json, int at) {
    int before = at;
    while (before >= 0 && json[before] >= 0 && json[before] <= ' ') {
      before--;
    }
    return before;
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
