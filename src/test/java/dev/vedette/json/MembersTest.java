package dev.vedette.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Objects behave as an ordered map would, however many members they have. */
class MembersTest {

  private static String key(Random random) {
    // "Aa" and "BB" have one hash, so that collisions occur
    List<String> parts = List.of("Aa", "BB", "x", "");
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      key.append(parts.get(random.nextInt(parts.size())));
    }
    return key.append(random.nextInt(20)).toString();
  }

  @Test
  void objectsReadFromTextAreOrderedMaps() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      Map<String, Json> expected = new LinkedHashMap<>();
      List<String> texts = new ArrayList<>();
      int size = random.nextInt(round % 10 == 0 ? 200 : 20);
      for (int i = 0; i < size; i++) {
        String key = key(random);
        expected.put(key, Json.of(i));
        texts.add("\"%s\":%d".formatted(key, i));
      }
      Json.Obj read = (Json.Obj) JsonText.parse("{" + String.join(",", texts) + "}");
      assertThat(new ArrayList<>(read.members().entrySet()))
          .isEqualTo(new ArrayList<>(expected.entrySet()));
      for (int i = 0; i < 10; i++) {
        String key = key(random);
        assertThat(read.get(key)).isEqualTo(expected.get(key));
        assertThat(read.members().containsKey(key)).isEqualTo(expected.containsKey(key));
        Map<String, Json> changed = new LinkedHashMap<>(expected);
        changed.put(key, Json.TRUE);
        assertThat(new ArrayList<>(read.with(key, Json.TRUE).members().entrySet()))
            .isEqualTo(new ArrayList<>(changed.entrySet()));
        changed.remove(key);
        assertThat(read.with(key, Json.TRUE).without(key)).isEqualTo(new Json.Obj(changed));
      }
    }
  }

  @Test
  void membersCannotBeChanged() {
    Map<String, Json> members = Json.object().put("a", 1).build().members();
    assertThat(members.entrySet().iterator().next()).isInstanceOf(Map.Entry.class);
    org.junit.jupiter.api.Assertions.assertThrows(
        UnsupportedOperationException.class, () -> members.put("b", Json.TRUE));
    org.junit.jupiter.api.Assertions.assertThrows(
        UnsupportedOperationException.class, () -> members.remove("a"));
  }
}
