package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exceptions, innermost cause first, and threads (spec 02 §7, §9). */
final class Exceptions {

  private static final Pattern TYPE_IN_VALUE =
      Pattern.compile("(\\w+):(.*)", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Shape THREAD =
      Shape.of()
          .with(Read::integerOrString, "id")
          .with(Read::string, "name", "state")
          .with(Read::bool, "crashed", "current", "main")
          .with(Read::object, "held_locks")
          .with(Stacktraces::read, "stacktrace")
          .with(Stacktraces::readRaw, "raw_stacktrace");

  private Exceptions() {}

  /**
   * Reads exceptions in any of their shapes.
   *
   * @param family operating system for the names in mechanisms
   * @return null when there is none
   */
  static @Nullable Json read(Json sent, @Nullable String family, Meta meta) {
    Read.Reader reader = (value, place) -> one(value, family, place);
    return values(sent, reader, meta, true);
  }

  /** Reads threads; a list of nothing but empty objects is no list. */
  static @Nullable Json threads(Json sent, Meta meta) {
    return values(sent, THREAD::read, meta, true);
  }

  /** Reads {@code {values: […]}}, a bare list, or a single element where that is allowed. */
  static @Nullable Json values(Json sent, Read.Reader element, Meta meta, boolean single) {
    Json.Builder rest = Json.object();
    Json list;
    switch (sent) {
      case Json.Arr array -> {
        list = array;
        meta.wrap("values");
      }
      case Json.Obj object when object.get("values") != null -> {
        list = Json.orNull(object.get("values"));
        rest.putAll(object.without("values"));
      }
      case Json.Obj object when object.isEmpty() -> list = Json.NULL;
      case Json.Obj object when single -> {
        list = Json.array(object);
        meta.wrap("0");
        meta.wrap("values");
      }
      case Json.Null ignored -> list = sent;
      default -> list = meta.invalid(sent, "expected an array");
    }
    Json read = Read.arrayOf(element).read(list, meta.at("values"));
    if (!(read instanceof Json.Arr(List<Json> items))) {
      return meta.isNoted() ? Json.NULL : null;
    }
    boolean empty = items.stream().allMatch(Json.Obj.EMPTY::equals) && !meta.at("values").isNoted();
    boolean noted = false;
    for (int i = 0; i < items.size(); i++) {
      noted |= meta.at("values").at(i).tree() != null;
    }
    if (items.isEmpty() || (empty && !noted)) {
      return null;
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("values", read);
    members.putAll(rest.build().members());
    return new Json.Obj(members);
  }

  private static Json one(Json value, @Nullable String family, Meta meta) {
    if (!(value instanceof Json.Obj sent)) {
      return Read.object(value, meta);
    }
    Shape shape =
        Shape.of()
            .with(Read::string, "type", "module")
            .with(Read::jsonLenient, "value")
            .with(Read::integerOrString, "thread_id")
            .with(Stacktraces::read, "stacktrace")
            .with(Stacktraces::readRaw, "raw_stacktrace")
            .with((mechanism, place) -> Mechanisms.read(mechanism, family, place), "mechanism");
    Json.Obj read = shape.readObject(sent, meta);
    String type = read.string("type");
    String text = read.string("value");
    boolean typed = type != null && !type.isEmpty();
    boolean valued = text != null && !text.isEmpty();
    if (!typed && !valued) {
      meta.at("type").error("missing_attribute");
      meta.at("value").error("missing_attribute");
      return Json.NULL;
    }
    if (!typed && text != null && sent.get("value") instanceof Json.Str) {
      Matcher match = TYPE_IN_VALUE.matcher(text);
      if (match.matches()) {
        return read.with("type", Json.of(match.group(1)))
            .with("value", Json.of(TextLines.strip(match.group(2))));
      }
    }
    return read;
  }

  /** The exceptions of a normalized event that are objects. */
  static List<Json.Obj> of(Json.Obj event) {
    List<Json.Obj> found = new ArrayList<>();
    for (Json item : event.object("exception").array("values").items()) {
      if (item instanceof Json.Obj exception) {
        found.add(exception);
      }
    }
    return found;
  }

  /** The frames of a stack trace that are objects. */
  static List<Json.Obj> frames(Json.Obj stacktrace) {
    List<Json.Obj> found = new ArrayList<>();
    for (Json item : stacktrace.array("frames").items()) {
      if (item instanceof Json.Obj frame) {
        found.add(frame);
      }
    }
    return found;
  }
}
