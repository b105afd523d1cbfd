package dev.vedette.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageTypeException;
import org.msgpack.core.MessageUnpacker;

/**
 * Reads MessagePack from strangers as JSON. Sizes that a header claims are checked against what is
 * left of the input before anything is allocated, and the depth is bounded.
 */
public final class MessagePackJson {

  private final MessageUnpacker unpacker;
  private final int total;

  private MessagePackJson(MessageUnpacker unpacker, int total) {
    this.unpacker = unpacker;
    this.total = total;
  }

  /**
   * Reads one value.
   *
   * @throws IOException when the bytes are no MessagePack
   */
  public static Json read(byte[] bytes) throws IOException {
    List<Json> values = readAll(bytes);
    if (values.isEmpty()) {
      throw new IOException("no value");
    }
    return values.getFirst();
  }

  /**
   * Reads all values that stand one after the other.
   *
   * @throws IOException when the bytes are no MessagePack
   */
  public static List<Json> readAll(byte[] bytes) throws IOException {
    List<Json> values = new ArrayList<>();
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      MessagePackJson reader = new MessagePackJson(unpacker, bytes.length);
      while (unpacker.hasNext()) {
        values.add(reader.value(JsonText.MAX_DEPTH));
      }
    } catch (MessagePackException malformed) {
      throw new IOException(malformed.getMessage(), malformed);
    }
    return values;
  }

  private Json value(int depth) throws IOException {
    if (depth == 0) {
      throw new MessageTypeException("nested too deeply");
    }
    return switch (unpacker.getNextFormat().getValueType()) {
      case NIL -> {
        unpacker.unpackNil();
        yield Json.NULL;
      }
      case BOOLEAN -> Json.of(unpacker.unpackBoolean());
      case INTEGER -> {
        var number = unpacker.unpackBigInteger();
        yield number.bitLength() < Long.SIZE ? Json.of(number.longValue()) : new Json.Num(number);
      }
      case FLOAT -> finite(unpacker.unpackDouble());
      case STRING -> text(bounded(unpacker.unpackRawStringHeader()));
      case BINARY -> text(bounded(unpacker.unpackBinaryHeader()));
      case ARRAY -> array(bounded(unpacker.unpackArrayHeader()), depth);
      case MAP -> object(bounded(unpacker.unpackMapHeader()), depth);
      case EXTENSION -> throw new MessageTypeException("extension types are not supported");
    };
  }

  /** What JSON has no number for is zero (spec 02 §1.1). */
  private static Json finite(double number) {
    if (Double.isFinite(number)) {
      return Json.of(number);
    }
    return number == Double.NEGATIVE_INFINITY ? new Json.Num(-0.0) : Json.of(0L);
  }

  private int bounded(int size) {
    if (size < 0 || size > total - unpacker.getTotalReadBytes()) {
      throw new MessageTypeException("a size beyond the end of the input");
    }
    return size;
  }

  private Json text(int size) throws IOException {
    return Json.of(new String(unpacker.readPayload(size), StandardCharsets.UTF_8));
  }

  private Json array(int size, int depth) throws IOException {
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(value(depth - 1));
    }
    return new Json.Arr(items);
  }

  private Json object(int size, int depth) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Json key = value(depth - 1);
      members.put(key instanceof Json.Str(String text) ? text : key.text(), value(depth - 1));
    }
    return new Json.Obj(members);
  }
}
