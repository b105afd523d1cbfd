package dev.vedette.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** A MessagePack map with text keys in the making; absent values are nil. */
final class PackedMap {

  private final Map<Value, Value> members = new LinkedHashMap<>();

  PackedMap text(String key, @Nullable String value) {
    return put(key, value == null ? ValueFactory.newNil() : ValueFactory.newString(value));
  }

  PackedMap number(String key, long value) {
    return put(key, ValueFactory.newInteger(value));
  }

  PackedMap fraction(String key, double value) {
    return put(key, ValueFactory.newFloat(value));
  }

  PackedMap flag(String key, boolean value) {
    return put(key, ValueFactory.newBoolean(value));
  }

  PackedMap bytes(String key, byte @Nullable [] value) {
    return put(key, value == null ? ValueFactory.newNil() : ValueFactory.newBinary(value, true));
  }

  PackedMap maps(String key, List<PackedMap> values) {
    return put(key, ValueFactory.newArray(values.stream().map(PackedMap::value).toList()));
  }

  PackedMap map(String key, PackedMap value) {
    return put(key, value.value());
  }

  private PackedMap put(String key, Value value) {
    members.put(ValueFactory.newString(key), value);
    return this;
  }

  private Value value() {
    return ValueFactory.newMap(members);
  }

  /** The map in MessagePack. */
  byte[] pack() {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packValue(value());
      return packer.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
