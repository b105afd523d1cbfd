package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the exceptions of a group belong together (spec 02 §7): the tree that their mechanisms
 * describe, written from the root down. Pure.
 */
final class ExceptionTree {

  private static final int DEEPEST = 6;

  private ExceptionTree() {}

  /**
   * A line of the tree.
   *
   * @param place of the exception in the event
   * @param depth 0 for the root; at most 6, deeper ones stand there too
   * @param role what it is to the one above, e.g. that it is its cause; empty for the root
   */
  record Line(int place, int depth, String role) {}

  /** The lines; none unless some exception is a group and all have their places in one tree. */
  static List<Line> of(List<Json> exceptions) {
    Map<Long, Integer> places = new LinkedHashMap<>();
    Map<Long, List<Long>> children = new LinkedHashMap<>();
    boolean group = false;
    for (int i = 0; i < exceptions.size(); i++) {
      Json.Obj mechanism =
          exceptions.get(i) instanceof Json.Obj one ? one.object("mechanism") : Json.Obj.EMPTY;
      Json.Num id = mechanism.number("exception_id");
      if (id == null || places.putIfAbsent(id.asLong(), i) != null) {
        return List.of();
      }
      group |= isGroup(exceptions.get(i));
      Json.Num parent = mechanism.number("parent_id");
      if (parent != null) {
        // the payload has the root last
        children.computeIfAbsent(parent.asLong(), key -> new ArrayList<>()).addFirst(id.asLong());
      }
    }
    if (!group || !places.containsKey(0L)) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    write(0, 0, exceptions, places, children, lines, new HashSet<>());
    return lines.size() == exceptions.size() ? lines : List.of();
  }

  /**
   * What each exception of a chain is to the one that is shown above it; empty texts for the first
   * one, and for all of a group.
   *
   * @param exceptions the root cause first, as payloads have them
   * @param oldestFirst whether they are shown so, too
   * @param causes whether an exception is the cause of the next one where nothing is said of it; in
   *     Python it may have been handled just then
   */
  static List<String> relations(List<Json> exceptions, boolean oldestFirst, boolean causes) {
    boolean chain = exceptions.stream().noneMatch(ExceptionTree::isGroup);
    List<String> relations = new ArrayList<>();
    for (int i = 0; i < exceptions.size(); i++) {
      boolean first = i == (oldestFirst ? 0 : exceptions.size() - 1);
      Json inner = exceptions.get(oldestFirst ? Math.max(0, i - 1) : i);
      relations.add(first || !chain ? "" : relation(inner, oldestFirst, causes));
    }
    return relations;
  }

  private static String relation(Json inner, boolean oldestFirst, boolean causes) {
    String source = inner instanceof Json.Obj one ? one.object("mechanism").string("source") : null;
    if ("__context__".equals(source)) {
      return oldestFirst ? "while it was handled" : "while handling";
    }
    if (source == null && !causes) {
      return oldestFirst ? "then" : "after";
    }
    return oldestFirst ? "led to" : "caused by";
  }

  private static boolean isGroup(Json exception) {
    return exception instanceof Json.Obj one
        && Boolean.TRUE.equals(one.object("mechanism").bool("is_exception_group"));
  }

  private static void write(
      long id,
      int depth,
      List<Json> exceptions,
      Map<Long, Integer> places,
      Map<Long, List<Long>> children,
      List<Line> lines,
      Set<Long> met) {
    Integer place = places.get(id);
    if (place == null || !met.add(id)) {
      return;
    }
    lines.add(new Line(place, Math.min(depth, DEEPEST), depth == 0 ? "" : role(exceptions, place)));
    for (long child : children.getOrDefault(id, List.of())) {
      write(child, depth + 1, exceptions, places, children, lines, met);
    }
  }

  private static String role(List<Json> exceptions, int place) {
    Json.Obj mechanism = ((Json.Obj) exceptions.get(place)).object("mechanism");
    String source = mechanism.string("source");
    if (source == null || source.isEmpty()) {
      return "";
    }
    return source.startsWith("exceptions[") || source.startsWith("errors[")
        ? "member " + source
        : "by " + source;
  }
}
