package dev.vedette.grouping;

import dev.vedette.grouping.ExceptionStrategy.Grouped;
import dev.vedette.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what counts of an exception group: the different exceptions in it, or the path of its one
 * cause (spec 03 §12.3).
 */
final class ExceptionGroups {

  private static final Set<String> REACT_RECOVERIES =
      Set.of(
          "There was an error during concurrent rendering but React was able to recover by instead"
              + " synchronously rendering the entire root.",
          "There was an error while hydrating but React was able to recover by instead client"
              + " rendering from the nearest Suspense boundary.");

  private static final int MOST_STEPS = 10_000;

  private ExceptionGroups() {}

  /** The exceptions that count, and the id of the one that the event is about, if there is one. */
  record Filtered(List<Grouped> exceptions, @Nullable Long mainException) {}

  /** The group as a tree. */
  private static final class Node {
    private @Nullable Grouped exception;
    private final List<Grouped> children = new ArrayList<>();
  }

  /** A tree that leads back to itself. */
  private static final class Cycle extends Exception {
    private static final long serialVersionUID = 1;
  }

  static Filtered filter(List<Grouped> exceptions) {
    Filtered filtered = filterGroup(exceptions);
    Json.Obj first = filtered.exceptions().getFirst().exception();
    Json.Obj mechanism = filtered.exceptions().getLast().exception().object("mechanism");
    Long last = id(filtered.exceptions().getLast());
    boolean recovered =
        "Error".equals(first.string("type"))
            && REACT_RECOVERIES.contains(String.valueOf(first.string("value")))
            && "cause".equals(mechanism.string("source"));
    return recovered && last != null && last != 0
        ? new Filtered(filtered.exceptions(), last)
        : filtered;
  }

  private static @Nullable Long id(Grouped grouped) {
    return number(grouped, "exception_id");
  }

  private static @Nullable Long number(Grouped grouped, String key) {
    Json.Num number = grouped.exception().object("mechanism").number(key);
    return number == null ? null : Long.valueOf(number.asLong());
  }

  private static boolean isGroup(Grouped grouped) {
    return Boolean.TRUE.equals(grouped.exception().object("mechanism").bool("is_exception_group"));
  }

  private static Filtered filterGroup(List<Grouped> exceptions) {
    Map<Long, Node> tree = new HashMap<>();
    for (Grouped one : exceptions.reversed()) {
      Long id = id(one);
      if (id == null) {
        return new Filtered(exceptions, null);
      }
      tree.computeIfAbsent(id, key -> new Node()).exception = one;
      Long parent = number(one, "parent_id");
      if (parent != null) {
        tree.computeIfAbsent(parent, key -> new Node()).children.add(one);
      }
    }
    Node root = tree.get(0L);
    Grouped rootException = root == null ? null : root.exception;
    if (rootException == null) {
      return new Filtered(exceptions, null);
    }
    List<Grouped> top;
    try {
      top = topLevel(rootException, tree);
    } catch (Cycle endless) {
      return new Filtered(exceptions, null);
    }
    List<Grouped> distinct = distinct(top);
    if (distinct.size() == 1) {
      Long main = id(distinct.getFirst());
      try {
        return new Filtered(path(distinct.getFirst(), tree), main);
      } catch (Cycle endless) {
        return new Filtered(exceptions, main);
      }
    }
    List<Grouped> kept = new ArrayList<>(distinct);
    kept.add(rootException);
    return new Filtered(kept, null);
  }

  private static List<Grouped> children(Grouped one, Map<Long, Node> tree) {
    Long id = id(one);
    Node node = id == null ? null : tree.get(id);
    return node == null ? List.of() : node.children;
  }

  /**
   * A group stands for what its members stand for, anything else for itself. More steps than any
   * group of people's making takes mean that the tree leads back to itself.
   */
  private static List<Grouped> topLevel(Grouped root, Map<Long, Node> tree) throws Cycle {
    List<Grouped> top = new ArrayList<>();
    Deque<Grouped> open = new ArrayDeque<>();
    open.push(root);
    for (int steps = 0; !open.isEmpty(); steps++) {
      if (steps > MOST_STEPS) {
        throw new Cycle();
      }
      Grouped one = open.pop();
      if (isGroup(one)) {
        children(one, tree).reversed().forEach(open::push);
      } else {
        top.add(one);
      }
    }
    return top;
  }

  /** By type, the last in the alphabet first; those that equal their neighbour are left out. */
  private static List<Grouped> distinct(List<Grouped> top) {
    List<Grouped> sorted = new ArrayList<>(top);
    sorted.sort(
        Comparator.comparing(ExceptionGroups::typeOf, ExceptionGroups::byCodePoint).reversed());
    List<Grouped> distinct = new ArrayList<>();
    for (Grouped one : sorted) {
      if (distinct.isEmpty() || !isSame(distinct.getLast(), one)) {
        distinct.add(one);
      }
    }
    return distinct;
  }

  private static String typeOf(Grouped grouped) {
    String type = grouped.exception().string("type");
    return type == null ? "None" : type;
  }

  private static int byCodePoint(String one, String other) {
    return java.util.Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
  }

  private static boolean isSame(Grouped one, Grouped other) {
    return one.variants().keySet().equals(other.variants().keySet())
        && one.variants().entrySet().stream()
            .allMatch(entry -> {
              Component component = other.variants().get(entry.getKey());
              return component != null && entry.getValue().isSameAs(component);
            });
  }

  private static List<Grouped> path(Grouped start, Map<Long, Node> tree) throws Cycle {
    List<Grouped> path = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    Grouped next = start;
    while (true) {
      if (!seen.add(java.util.Objects.requireNonNull(id(next)))) {
        throw new Cycle();
      }
      path.add(next);
      List<Grouped> children = children(next, tree);
      if (children.isEmpty()) {
        return path;
      }
      next = children.getFirst();
    }
  }
}
