package dev.vedette.relay;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for a topic of a Relay.
 *
 * @param key messages of one key keep their order; null where order does not matter
 * @param headers of the Kafka record
 */
record RelayRecord(
    RelayTopic topic, byte @Nullable [] key, byte[] value, Map<String, String> headers) {

  static RelayRecord of(RelayTopic topic, byte @Nullable [] key, byte[] value) {
    return new RelayRecord(topic, key, value, Map.of());
  }
}
