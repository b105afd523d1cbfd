package dev.vedette.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.json.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages survive the way between two nodes, also between two versions of Vedette. */
class WireFormatTest {

  private final WireFormat format = new WireFormat();

  record Item(UUID id, Instant received, Json.Obj event, byte[] sha1) {}

  record Ask(long organization, List<Item> items, @Nullable String text)
      implements Request<Optional<List<Item>>> {}

  /** The same message as an older version knew it. */
  record OlderAsk(long organization) implements Request<Integer> {}

  private Object overTheWire(com.fasterxml.jackson.databind.JavaType type, Object value) {
    Buffer wire = Buffer.buffer("before");
    format.write(wire, type, value);
    return format.read("before".length(), wire);
  }

  private static Item item() {
    return new Item(
        UUID.randomUUID(),
        Instant.parse("2026-11-21T10:00:00.123456Z"),
        Json.object().put("a", Json.array(Json.of(1), Json.NULL, Json.of("ü"))).build(),
        new byte[] {1, -2, 3});
  }

  @Test
  void requestsAndTheirRepliesArriveAsTheyWere() {
    Ask sent = new Ask(7, List.of(item(), item()), null);
    assertThat(overTheWire(format.type(Ask.class), sent))
        .usingRecursiveComparison()
        .isEqualTo(sent);
    Optional<List<Item>> reply = Optional.of(List.of(item()));
    assertThat(overTheWire(format.replyType(Ask.class), reply))
        .usingRecursiveComparison()
        .isEqualTo(reply);
    assertThat(overTheWire(format.replyType(Ask.class), Optional.empty()))
        .isEqualTo(Optional.empty());
  }

  @Test
  void fieldsThatAnotherVersionAddedOrLacksDoNoHarm() {
    Buffer newer = Buffer.buffer();
    format.write(newer, format.type(Ask.class), new Ask(7, List.of(item()), "x"));
    assertThat(renamed(newer, Ask.class, OlderAsk.class)).isEqualTo(new OlderAsk(7));
    Buffer older = Buffer.buffer();
    format.write(older, format.type(OlderAsk.class), new OlderAsk(8));
    assertThat(renamed(older, OlderAsk.class, Ask.class)).isEqualTo(new Ask(8, null, null));
  }

  /** Reads a message as if its type had another version here. */
  private Object renamed(Buffer wire, Class<?> from, Class<?> to) {
    byte[] name = to.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Buffer changed = Buffer.buffer().appendInt(name.length).appendBytes(name);
    changed.appendBuffer(wire.getBuffer(Integer.BYTES + from.getName().length(), wire.length()));
    return format.read(0, changed);
  }

  @Test
  void typesOfOthersAreNotRead() {
    byte[] name = "java.util.HashMap".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Buffer wire = Buffer.buffer().appendInt(name.length).appendBytes(name).appendInt(0);
    assertThatThrownBy(() -> format.read(0, wire))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not read");
  }
}
