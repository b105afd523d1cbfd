package dev.vedette.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object: an immutable map in order of insertion. An event is a tree of thousands
 * of small objects of which a batch holds hundreds; two arrays take a third of the room of a linked
 * hash map and are walked without touching an entry. Objects of more than {@value #MOST} members
 * are kept in a hash map, which bounds the price of keys that collide on purpose.
 */
final class Members extends AbstractMap<String, Json> {

  private static final int MOST = 64;
  private static final int MOST_WITHOUT_TABLE = 8;

  private final String[] keys;
  private final Json[] values;

  /** Positions plus one by hash of the key, 0 where free; null for few keys. */
  private final byte @Nullable [] table;

  private Members(String[] keys, Json[] values, byte @Nullable [] table) {
    this.keys = keys;
    this.values = values;
    this.table = table;
  }

  /** The members of a map, which must not be changed afterwards. */
  static Map<String, Json> of(Map<String, Json> map) {
    if (map instanceof Members) {
      return map;
    }
    int size = map.size();
    if (size > MOST) {
      return Collections.unmodifiableMap(map);
    }
    String[] keys = new String[size];
    Json[] values = new Json[size];
    int next = 0;
    for (Map.Entry<String, Json> entry : map.entrySet()) {
      keys[next] = entry.getKey();
      values[next++] = entry.getValue();
    }
    return new Members(keys, values, table(keys));
  }

  private static byte @Nullable [] table(String[] keys) {
    if (keys.length <= MOST_WITHOUT_TABLE) {
      return null;
    }
    byte[] table = new byte[Integer.highestOneBit(keys.length) * 4];
    for (int i = 0; i < keys.length; i++) {
      int at = slot(keys[i], table.length);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = (byte) (i + 1);
    }
    return table;
  }

  private static int slot(String key, int size) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (size - 1);
  }

  /** Position of a key, or -1. */
  private int find(String key) {
    byte[] known = table;
    if (known == null) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }
    int at = slot(key, known.length);
    while (known[at] != 0) {
      if (keys[known[at] - 1].equals(key)) {
        return known[at] - 1;
      }
      at = (at + 1) & (known.length - 1);
    }
    return -1;
  }

  /** These members with one added, or replaced in its place. */
  static Map<String, Json> with(Map<String, Json> map, String key, Json value) {
    if (map instanceof Members members) {
      int at = members.find(key);
      if (at >= 0) {
        Json[] values = members.values.clone();
        values[at] = value;
        return new Members(members.keys, values, members.table);
      }
      if (members.keys.length < MOST) {
        return members.plus(key, value);
      }
    }
    Map<String, Json> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return of(copy);
  }

  private Members plus(String key, Json value) {
    int size = keys.length;
    String[] moreKeys = Arrays.copyOf(keys, size + 1);
    Json[] moreValues = Arrays.copyOf(values, size + 1);
    moreKeys[size] = key;
    moreValues[size] = value;
    return new Members(moreKeys, moreValues, table(moreKeys));
  }

  /** These members with each value replaced; those whose new value is null are left out. */
  static Map<String, Json> mapped(
      Map<String, Json> map, BiFunction<String, Json, @Nullable Json> replacement) {
    if (map instanceof Members members) {
      return members.mapped(replacement);
    }
    Map<String, Json> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      Json replaced = replacement.apply(key, value);
      if (replaced != null) {
        copy.put(key, replaced);
      }
    });
    return of(copy);
  }

  private Map<String, Json> mapped(BiFunction<String, Json, @Nullable Json> replacement) {
    @Nullable Json[] changed = null;
    for (int i = 0; i < keys.length; i++) {
      Json replaced = replacement.apply(keys[i], values[i]);
      if (replaced != values[i]) {
        changed = changed == null ? Arrays.copyOf(values, values.length) : changed;
        changed[i] = replaced;
      }
    }
    return changed == null ? this : without(changed);
  }

  /** Members of these keys and values, without those that are null. */
  private Members without(@Nullable Json[] changed) {
    String[] keptKeys = new String[keys.length];
    Json[] kept = new Json[keys.length];
    int size = 0;
    for (int i = 0; i < changed.length; i++) {
      Json value = changed[i];
      if (value != null) {
        keptKeys[size] = keys[i];
        kept[size++] = value;
      }
    }
    if (size == keys.length) {
      return new Members(keys, kept, table);
    }
    String[] fewer = Arrays.copyOf(keptKeys, size);
    return new Members(fewer, Arrays.copyOf(kept, size), table(fewer));
  }

  /**
   * Collects members as they are read; of several with one key the last wins in the first place.
   */
  static final class Reader {
    private String[] keys = new String[8];
    private Json[] values = new Json[8];
    private int size;
    private @Nullable Map<String, Json> many;

    void add(String key, Json value) {
      if (many != null) {
        many.put(key, value);
        return;
      }
      if (size == MOST) {
        many = spilled();
        many.put(key, value);
        return;
      }
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      keys[size] = key;
      values[size++] = value;
    }

    private Map<String, Json> spilled() {
      Map<String, Json> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(keys[i], values[i]);
      }
      return map;
    }

    Map<String, Json> members() {
      if (many != null) {
        return of(many);
      }
      String[] read = size == keys.length ? keys : Arrays.copyOf(keys, size);
      Json[] held = size == values.length ? values : Arrays.copyOf(values, size);
      Members members = new Members(read, held, table(read));
      for (int i = 0; i < size; i++) {
        // a key that stands twice is found at its first place
        if (members.find(read[i]) != i) {
          return of(spilled());
        }
      }
      return members;
    }
  }

  @Override
  public @Nullable Json get(@Nullable Object key) {
    int at = key instanceof String text ? find(text) : -1;
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String text && find(text) >= 0;
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Json> action) {
    for (int i = 0; i < keys.length; i++) {
      action.accept(keys[i], values[i]);
    }
  }

  @Override
  public Set<Entry<String, Json>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Json>> iterator() {
        return new Walk();
      }

      @Override
      public int size() {
        return keys.length;
      }
    };
  }

  private final class Walk implements Iterator<Entry<String, Json>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < keys.length;
    }

    @Override
    public Entry<String, Json> next() {
      if (next == keys.length) {
        throw new NoSuchElementException();
      }
      return Map.entry(keys[next], values[next++]);
    }
  }
}
