package dev.vedette.api;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The remarks on an event's values in the shape of the API's form (spec 02 §26.4): the stored tree
 * with the API's names and positions, and the marked parts of a text spelt out. Pure.
 */
final class EventMeta {

  private static final Map<String, String> INTERFACES =
      Map.of("message", "logentry", "debugmeta", "debug_meta");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("abs_path", "absPath"),
          Map.entry("lineno", "lineNo"),
          Map.entry("colno", "colNo"),
          Map.entry("instruction_addr", "instructionAddr"),
          Map.entry("symbol_addr", "symbolAddr"),
          Map.entry("raw_function", "rawFunction"),
          Map.entry("in_app", "inApp"),
          Map.entry("source_link", "sourceLink"),
          Map.entry("thread_id", "threadId"),
          Map.entry("raw_stacktrace", "rawStacktrace"),
          Map.entry("frames_omitted", "framesOmitted"),
          Map.entry("held_locks", "heldLocks"),
          Map.entry("exc_omitted", "excOmitted"),
          Map.entry("api_target", "apiTarget"),
          Map.entry("query_string", "query"),
          Map.entry("inferred_content_type", "inferredContentType"));

  /** Below these, names and positions are the sender's own. */
  private static final Set<String> OF_THE_SENDER =
      Set.of("vars", "data", "env", "mechanism", "registers", "params");

  /** Lists whose nulls the API leaves out. */
  private static final Set<String> LISTS = Set.of("values", "frames");

  private EventMeta() {}

  /** The tree; places without a remark are null or absent. */
  static Json of(Json.Obj event, Json.Arr entries) {
    Json.Obj meta = event.object("_meta");
    Json.Builder ofEntries = Json.object();
    for (int i = 0; i < entries.size(); i++) {
      String type = String.valueOf(((Json.Obj) entries.get(i)).string("type"));
      String name = INTERFACES.getOrDefault(type, type);
      Json tree = renamed(meta.get(name), event.get(name), "");
      if (tree instanceof Json.Obj) {
        ofEntries.put(Integer.toString(i), Json.object().put("data", tree).build());
      }
    }
    Json.Obj logentry = event.object("logentry");
    String message = logentry.string("formatted") == null ? "message" : "formatted";
    Json.Builder out =
        Json.object()
            .put("entries", ofEntries.build())
            .put("message", plain(meta.object("logentry").get(message), logentry.get(message)));
    for (String name : List.of("user", "contexts", "sdk")) {
      out.put(name, plain(meta.get(name), event.get(name)));
    }
    return out.put("context", plain(meta.get("extra"), event.get("extra")))
        .put("packages", plain(meta.get("modules"), event.get("modules")))
        .put("tags", tags(meta.object("tags"), event.array("tags")))
        .build();
  }

  /** A tree under the sender's own names. */
  private static Json plain(@Nullable Json meta, @Nullable Json value) {
    Map<String, Json> out = new LinkedHashMap<>();
    if (meta instanceof Json.Obj tree) {
      tree.members()
          .forEach((key, node) ->
              put(out, key, key.isEmpty() ? note(node, value) : plain(node, child(value, key))));
    }
    return out.isEmpty() ? Json.NULL : new Json.Obj(out);
  }

  private static void put(Map<String, Json> out, String key, Json node) {
    if (!node.isNull()) {
      out.put(key, node);
    }
  }

  private static Json renamed(@Nullable Json meta, @Nullable Json value, String under) {
    Map<String, Json> out = new LinkedHashMap<>();
    if (meta instanceof Json.Obj tree) {
      Map<String, Json> lines = new TreeMap<>(Comparator.comparingInt(Integer::parseInt));
      tree.members()
          .forEach((key, node) -> {
            Json below = child(value, key);
            switch (key) {
              case "" -> put(out, "", note(node, value));
              case "pre_context", "context_line", "post_context" ->
                  lines.putAll(context(key, node, value));
              default -> {
                boolean own = OF_THE_SENDER.contains(key);
                String name = position(key, value, under);
                put(out, name, own ? plain(node, below) : renamed(node, below, key));
              }
            }
          });
      if (!lines.isEmpty()) {
        out.put("context", new Json.Obj(lines));
      }
    }
    return out.isEmpty() ? Json.NULL : new Json.Obj(out);
  }

  /** The name of a member, or the place of an element among those that the API keeps. */
  private static String position(String key, @Nullable Json list, String under) {
    if (!LISTS.contains(under) || !(list instanceof Json.Arr items) || !key.matches("\\d{1,9}")) {
      return NAMES.getOrDefault(key, key);
    }
    int place = 0;
    int until = Math.min(Integer.parseInt(key), items.size());
    for (int i = 0; i < until; i++) {
      place += items.get(i) instanceof Json.Obj ? 1 : 0;
    }
    return Integer.toString(place);
  }

  /** Remarks on source lines stand at their place in the one list of lines. */
  private static Map<String, Json> context(String part, Json meta, @Nullable Json frame) {
    if (!(frame instanceof Json.Obj known)) {
      return Map.of();
    }
    int before = known.array("pre_context").size();
    Map<String, Json> lines = new LinkedHashMap<>();
    if (part.equals("context_line")) {
      line(lines, before, plain(meta, known.get(part)));
    } else if (meta instanceof Json.Obj tree) {
      int first = part.equals("pre_context") ? 0 : before + 1;
      tree.members()
          .forEach((key, node) -> {
            if (key.matches("\\d{1,9}")) {
              line(lines, first + Integer.parseInt(key), plain(node, child(known.get(part), key)));
            }
          });
    }
    return lines;
  }

  private static void line(Map<String, Json> lines, int place, Json node) {
    if (!node.isNull()) {
      lines.put(Integer.toString(place), Json.object().put("1", node).build());
    }
  }

  /** Tags in the order of the API, with their two parts by name. */
  private static Json tags(Json.Obj meta, Json.Arr tags) {
    TreeMap<String, Json> byKey = new TreeMap<>();
    List<Json> all = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i) instanceof Json.Arr pair && pair.size() == 2) {
        Json.Obj node = meta.object(Integer.toString(i));
        Map<String, Json> parts = new LinkedHashMap<>();
        put(parts, "key", plain(node.get("0"), pair.get(0)));
        put(parts, "value", plain(node.get("1"), pair.get(1)));
        if (pair.get(0) instanceof Json.Str(String key)) {
          byKey.putIfAbsent(EventJson.plainKey(key), new Json.Obj(parts));
        } else {
          all.add(new Json.Obj(parts));
        }
      }
    }
    Json.Builder out = Json.object();
    int place = 0;
    all.addAll(byKey.values());
    for (Json node : all) {
      if (node instanceof Json.Obj parts && !parts.isEmpty()) {
        out.put(Integer.toString(place), parts);
      }
      place++;
    }
    return out.build();
  }

  private static @Nullable Json child(@Nullable Json value, String key) {
    return switch (value) {
      case Json.Obj object -> object.get(key);
      case Json.Arr items when key.matches("\\d{1,9}") && Integer.parseInt(key) < items.size() ->
          items.get(Integer.parseInt(key));
      case null, default -> null;
    };
  }

  /** What is noted of a value, with the parts of a text that remarks are about. */
  private static Json note(Json node, @Nullable Json value) {
    if (!(node instanceof Json.Obj note) || !(value instanceof Json.Str(String text))) {
      return node;
    }
    List<Json> chunks = chunks(text, note.array("rem"));
    return chunks.isEmpty() ? note : note.with("chunks", new Json.Arr(chunks));
  }

  private record Span(String rule, String remark, int start, int end) {}

  private static List<Json> chunks(String text, Json.Arr remarks) {
    int[] points = text.codePoints().toArray();
    List<Span> spans = new ArrayList<>();
    for (Json item : remarks.items()) {
      if (item instanceof Json.Arr remark
          && remark.size() == 4
          && remark.get(2) instanceof Json.Num start
          && remark.get(3) instanceof Json.Num end) {
        spans.add(
            new Span(
                remark.get(0) instanceof Json.Str(String rule) ? rule : "",
                remark.get(1) instanceof Json.Str(String type) ? type : "",
                (int) Math.clamp(start.asLong(), 0, points.length),
                (int) Math.clamp(end.asLong(), 0, points.length)));
      }
    }
    spans.sort(Comparator.comparingInt(Span::start));
    List<Json> chunks = new ArrayList<>();
    int at = 0;
    for (Span span : spans) {
      text(chunks, points, at, span.start());
      if (span.start() >= at && span.end() >= span.start()) {
        chunks.add(
            Json.object()
                .put("text", new String(points, span.start(), span.end() - span.start()))
                .put("rule_id", span.rule())
                .put("remark", span.remark())
                .put("type", "redaction")
                .build());
        at = span.end();
      }
    }
    if (!spans.isEmpty()) {
      text(chunks, points, at, points.length);
    }
    return chunks;
  }

  private static void text(List<Json> chunks, int[] points, int from, int until) {
    if (until > from) {
      chunks.add(
          Json.object()
              .put("text", new String(points, from, until - from))
              .put("type", "text")
              .build());
    }
  }
}
