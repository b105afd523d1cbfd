package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places of addresses, from a database with the one network 203.0.113.0/24. */
class PlacesTest {

  private static final int[] NETWORK = {203, 0, 113};

  @TempDir private static Path folder;
  private static Places places;

  @BeforeAll
  static void write() throws IOException {
    Map<String, Object> city = new LinkedHashMap<>();
    city.put("city", Map.of("names", Map.of("en", "Lyon")));
    city.put("country", Map.of("iso_code", "FR", "names", Map.of("en", "France")));
    city.put("subdivisions", List.of(Map.of("names", Map.of("en", "Rhone"))));
    Path file = folder.resolve("city.mmdb");
    Files.write(file, database(city));
    places = Places.open(file);
  }

  private static Json.Obj geo(String address) {
    Json.Obj user = Json.object().put("ip_address", address).build();
    return places.locate(Json.object().put("user", user).build()).object("user").object("geo");
  }

  @Test
  void theUserGetsThePlaceOfTheAddress() {
    assertThat(geo("203.0.113.9").text())
        .isEqualTo(
            "{\"country_code\":\"FR\",\"city\":\"Lyon\",\"subdivision\":\"Rhone\",\"region\":\"France\"}");
    assertThat(geo("203.0.114.9").isEmpty()).isTrue();
    assertThat(geo("10.0.0.1").isEmpty()).isTrue();
    assertThat(geo("nonsense").isEmpty()).isTrue();
  }

  @Test
  void aPlaceThatTheSenderGaveStays() {
    Json.Obj geo = Json.object().put("city", "Oslo").build();
    Json.Obj user = Json.object().put("ip_address", "203.0.113.9").put("geo", geo).build();
    Json.Obj event = Json.object().put("user", user).build();
    assertThat(places.locate(event)).isEqualTo(event);
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "no database");
    assertThatThrownBy(() -> Places.open(other)).isInstanceOf(IOException.class);
  }

  /** A search tree with a node for each bit of the network, the data, and what describes them. */
  private static byte[] database(Map<String, Object> data) throws IOException {
    int nodes = NETWORK.length * 8;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int node = 0; node < nodes; node++) {
      int bit = NETWORK[node / 8] >> (7 - node % 8) & 1;
      int next = node == nodes - 1 ? nodes + 16 : node + 1;
      record(out, bit == 0 ? next : nodes);
      record(out, bit == 1 ? next : nodes);
    }
    out.write(new byte[16]);
    value(out, data);
    out.write(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("node_count", (long) nodes);
    about.put("record_size", 24);
    about.put("ip_version", 4);
    about.put("database_type", "Test-City");
    about.put("languages", List.of("en"));
    about.put("binary_format_major_version", 2);
    about.put("binary_format_minor_version", 0);
    about.put("build_epoch", 1L);
    about.put("description", Map.of("en", "test"));
    value(out, about);
    return out.toByteArray();
  }

  private static void record(ByteArrayOutputStream out, int value) {
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  private static void value(ByteArrayOutputStream out, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        out.write(7 << 5 | map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          value(out, entry.getKey());
          value(out, entry.getValue());
        }
      }
      case List<?> list -> {
        out.write(list.size());
        out.write(11 - 7);
        for (Object one : list) {
          value(out, one);
        }
      }
      case Integer number -> {
        out.write(5 << 5 | 2);
        out.write(number >> 8);
        out.write(number);
      }
      case Long number -> {
        out.write(6 << 5 | 4);
        for (int shift = 24; shift >= 0; shift -= 8) {
          out.write((int) (number >> shift));
        }
      }
      default -> {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        out.write(2 << 5 | text.length);
        out.write(text);
      }
    }
  }
}
