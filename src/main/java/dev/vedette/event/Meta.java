package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the {@code _meta} tree of an event being normalized (spec 02 §1.2): errors, remarks
 * and original values of the value at the same place. Places come into being when something is
 * noted. Not safe for use by several threads.
 */
final class Meta {

  private static final int MAX_ORIGINAL = 500;
  private static final int MAX_ORIGINAL_DEPTH = 16;

  private final @Nullable Meta parent;
  private final String key;
  private @Nullable Node node;

  private static final class Node {
    final List<Json> errors = new ArrayList<>();
    final List<Json> remarks = new ArrayList<>();
    final Map<String, Node> children = new LinkedHashMap<>();
    @Nullable Json length;
    @Nullable Json value;
  }

  private Meta(@Nullable Meta parent, String key, @Nullable Node node) {
    this.parent = parent;
    this.key = key;
    this.node = node;
  }

  /** The root of a tree that starts with what the client sent as {@code _meta}. */
  static Meta root(@Nullable Json sent) {
    Node node = new Node();
    if (sent instanceof Json.Obj object) {
      load(node, object);
    }
    return new Meta(null, "", node);
  }

  private static void load(Node node, Json.Obj object) {
    object
        .members()
        .forEach((key, value) -> {
          if (!(value instanceof Json.Obj child)) {
            return;
          }
          if (key.isEmpty()) {
            node.errors.addAll(child.array("err").items());
            node.remarks.addAll(child.array("rem").items());
            node.length = child.get("len");
            node.value = child.get("val");
          } else {
            load(node.children.computeIfAbsent(key, unused -> new Node()), child);
          }
        });
  }

  /** The place of a member. */
  Meta at(String member) {
    return new Meta(this, member, null);
  }

  /** The place of an element. */
  Meta at(int index) {
    return at(Integer.toString(index));
  }

  private @Nullable Node find() {
    if (node == null && parent != null) {
      Node above = parent.find();
      node = above == null ? null : above.children.get(key);
    }
    return node;
  }

  private Node make() {
    Node found = find();
    if (found == null && parent != null) {
      found = parent.make().children.computeIfAbsent(key, unused -> new Node());
      node = found;
    }
    if (found == null) {
      throw new IllegalStateException("the root has a node");
    }
    return found;
  }

  /** Whether something is noted at this very place. */
  boolean isNoted() {
    Node found = find();
    return found != null
        && (!found.errors.isEmpty() || !found.remarks.isEmpty() || found.length != null);
  }

  /** Notes an error without data. */
  void error(String kind) {
    make().errors.add(Json.of(kind));
  }

  /** Notes an error with data. */
  void error(String kind, Json.Obj data) {
    make().errors.add(Json.array(Json.of(kind), data));
  }

  /** Notes that a value was discarded; gives the null that takes its place. */
  Json invalid(Json original, String reason) {
    error("invalid_data", Json.object().put("reason", reason).build());
    original(original);
    return Json.NULL;
  }

  /** Notes that a value was discarded for its length; gives the null that takes its place. */
  Json tooLong(Json original) {
    error("value_too_long");
    original(original);
    return Json.NULL;
  }

  /** Remembers the value that was discarded, unless it is long or deep. */
  void original(Json value) {
    if (isShallow(value, MAX_ORIGINAL_DEPTH) && utf8Length(value.text()) <= MAX_ORIGINAL) {
      make().value = value;
    }
  }

  private static long utf8Length(String text) {
    return text.codePoints()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
        .sum();
  }

  private static boolean isShallow(Json value, int depth) {
    return switch (value) {
      case Json.Obj object ->
          depth > 0
              && object.members().values().stream().allMatch(one -> isShallow(one, depth - 1));
      case Json.Arr array ->
          depth > 0 && array.items().stream().allMatch(one -> isShallow(one, depth - 1));
      default -> true;
    };
  }

  /** Decides whether an original value may stay. */
  @FunctionalInterface
  interface Keeper {
    /** Whether the value that was sent at the place, given from the root, may be shown. */
    boolean keeps(List<String> place, Json original);
  }

  /** Forgets the original values, here and below, that are not to be shown. */
  void keepOriginals(Keeper keeper) {
    Node found = find();
    if (found != null) {
      keepOriginals(found, new ArrayList<>(), keeper);
    }
  }

  private static void keepOriginals(Node node, List<String> place, Keeper keeper) {
    Json value = node.value;
    if (value != null && !keeper.keeps(List.copyOf(place), value)) {
      node.value = null;
    }
    node.children.forEach((key, child) -> {
      place.add(key);
      keepOriginals(child, place, keeper);
      place.removeLast();
    });
  }

  /** Moves the ranges of earlier remarks when text before them changes its length. */
  void shiftRemarks(int from, int removed, int added) {
    Node found = find();
    if (found == null || removed == added) {
      return;
    }
    found.remarks.replaceAll(remark -> {
      boolean ranged =
          remark instanceof Json.Arr parts
              && parts.size() == 4
              && parts.get(2) instanceof Json.Num start
              && start.asLong() >= from;
      if (!ranged) {
        return remark;
      }
      Json.Arr parts = (Json.Arr) remark;
      long by = (long) added - removed;
      return Json.array(
          parts.get(0),
          parts.get(1),
          Json.of(((Json.Num) parts.get(2)).asLong() + by),
          Json.of(((Json.Num) parts.get(3)).asLong() + by));
    });
  }

  /**
   * Forgets the remarks on text behind a cut; a range across the cut moves it to the front of the
   * range.
   *
   * @return where to cut
   */
  int cutRemarks(int cut) {
    Node found = find();
    if (found == null) {
      return cut;
    }
    long place = cut;
    for (Json remark : found.remarks) {
      long start = start(remark);
      // clients write what they like: no range begins before its text
      if (start >= 0 && start < place && end(remark) > place) {
        place = start;
      }
    }
    long last = place;
    found.remarks.removeIf(remark -> end(remark) > last);
    return (int) place;
  }

  private static long start(Json remark) {
    return bound(remark, 2);
  }

  private static long end(Json remark) {
    return bound(remark, 3);
  }

  /** A bound of a remark's range; −1 for one without. */
  private static long bound(Json remark, int index) {
    return remark instanceof Json.Arr parts
            && parts.size() == 4
            && parts.get(index) instanceof Json.Num number
        ? number.asLong()
        : -1;
  }

  /** Notes a removal by a rule. */
  void removed(String rule) {
    make().remarks.add(Json.array(Json.of(rule), Json.of("x")));
  }

  /** Notes a substitution by a rule, with the range in the new text. */
  void remark(String rule, String type, int start, int end) {
    make().remarks.add(Json.array(Json.of(rule), Json.of(type), Json.of(start), Json.of(end)));
  }

  /** Remembers the length before cutting; the first one stays. */
  void length(long original) {
    Node found = make();
    if (found.length == null) {
      found.length = Json.of(original);
    }
  }

  /** Forgets what is noted here and below. */
  void clear() {
    if (parent != null && find() != null) {
      parent.make().children.remove(key);
      node = null;
    }
  }

  /** Moves what is noted here and below to another place. */
  void moveTo(Meta target) {
    Node found = find();
    if (found != null && target.parent != null) {
      clear();
      target.parent.make().children.put(target.key, found);
      target.node = found;
    }
  }

  /**
   * Gives each element of a list what is noted of the member it was made of; what is noted of
   * others is forgotten.
   *
   * @param from for each element the name, or the former position, of that member; null for a new
   *     one
   */
  void arrange(List<? extends @Nullable String> from) {
    Node found = find();
    if (found == null || found.children.isEmpty()) {
      return;
    }
    Map<String, Node> old = new LinkedHashMap<>(found.children);
    found.children.clear();
    for (int i = 0; i < from.size(); i++) {
      String source = from.get(i);
      Node moved = source == null ? null : old.get(source);
      if (moved != null) {
        found.children.put(Integer.toString(i), moved);
      }
    }
  }

  /** Puts what is noted here and below one level deeper, under a member. */
  void wrap(String member) {
    Node found = find();
    if (found != null && parent != null) {
      Node around = around(member, found);
      parent.make().children.put(key, around);
      node = around;
    }
  }

  private static Node around(String member, Node inner) {
    Node around = new Node();
    around.children.put(member, inner);
    return around;
  }

  /** An object has become a list of pairs: what is noted of a member is of its pair's value. */
  void pair(List<String> names) {
    arrange(names);
    Node found = find();
    if (found != null) {
      found.children.replaceAll((position, value) -> around("1", value));
    }
  }

  /** The finished tree; null when nothing is noted. */
  Json.@Nullable Obj tree() {
    Node found = find();
    return found == null ? null : tree(found);
  }

  private static Json.@Nullable Obj tree(Node node) {
    Json.Builder out = Json.object();
    Json.Builder own = Json.object();
    boolean any = false;
    if (!node.remarks.isEmpty()) {
      own.put("rem", new Json.Arr(List.copyOf(node.remarks)));
    }
    if (!node.errors.isEmpty()) {
      own.put("err", new Json.Arr(List.copyOf(node.errors)));
    }
    own.putPresent("len", node.length);
    own.putPresent("val", node.value);
    Json.Obj noted = own.build();
    if (!noted.isEmpty()) {
      out.put("", noted);
      any = true;
    }
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      Json.Obj below = tree(child.getValue());
      if (below != null) {
        out.put(child.getKey(), below);
        any = true;
      }
    }
    return any ? out.build() : null;
  }

  /**
   * All errors of the tree as entries of the event's {@code errors} (spec 02 §1.3), in tree order.
   */
  List<Json> errors() {
    List<Json> errors = new ArrayList<>();
    Node found = find();
    if (found != null) {
      collect(found, "", errors);
    }
    return errors;
  }

  private static void collect(Node node, String path, List<Json> into) {
    boolean first = true;
    for (Json error : node.errors) {
      Json.Builder entry = Json.object();
      String kind =
          error instanceof Json.Arr pair
                  && pair.size() > 0
                  && pair.get(0) instanceof Json.Str(String k)
              ? k
              : error instanceof Json.Str(String text) ? text : "unknown_error";
      entry.put("type", kind).put("name", path);
      if (first && node.value != null) {
        entry.put("value", node.value);
      }
      if (error instanceof Json.Arr pair
          && pair.size() > 1
          && pair.get(1) instanceof Json.Obj data) {
        entry.putAll(data);
      }
      into.add(entry.build());
      first = false;
    }
    node.children.forEach(
        (key, child) -> collect(child, path.isEmpty() ? key : path + "." + key, into));
  }
}
