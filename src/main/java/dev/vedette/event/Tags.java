package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tags as clients send them (spec 02 §5.7). */
final class Tags {

  static final int MAX_LENGTH = 200;

  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_.:-]+");
  private static final Set<String> RESERVED =
      Set.of("release", "dist", "user", "filename", "function", "environment");

  private Tags() {}

  /** The tags in list form, and the environment found among them. */
  record Result(Json.Arr tags, @Nullable String environment) {}

  static Result read(Json sent, Meta meta) {
    List<Json> pairs;
    switch (sent) {
      case Json.Obj object -> {
        pairs = Pairs.sorted(object);
        meta.pair(pairs.stream().map(pair -> String.valueOf(Pairs.name(pair))).toList());
      }
      case Json.Arr(List<Json> items) -> pairs = items;
      case Json.Null ignored -> pairs = List.of();
      default -> {
        meta.invalid(sent, "expected an array");
        pairs = List.of();
      }
    }
    List<Json> tags = new ArrayList<>();
    List<@Nullable String> from = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String environment = null;
    for (int i = 0; i < pairs.size(); i++) {
      Json pair = pairs.get(i);
      Meta place = meta.at(i);
      Json.Arr shaped = shape(pair);
      if (shaped == null) {
        if (!pair.isNull()) {
          tags.add(place.invalid(pair, "expected a pair"));
          from.add(Integer.toString(i));
        }
        continue;
      }
      if (isNothing(shaped, place)) {
        continue;
      }
      String raw = Read.primitive(shaped.get(0));
      String trimmed = raw == null ? null : raw.strip().replace(' ', '-');
      if ("environment".equals(trimmed) && environment == null) {
        String value = Read.primitive(shaped.get(1));
        environment = value == null || value.isBlank() ? null : value.strip();
      }
      if (trimmed != null && (RESERVED.contains(trimmed) || !seen.add(trimmed))) {
        continue;
      }
      tags.add(Json.array(key(shaped.get(0), place.at(0)), value(shaped.get(1), place.at(1))));
      from.add(Integer.toString(i));
    }
    meta.arrange(from);
    return new Result(new Json.Arr(tags), environment);
  }

  /** A tag without a name or a value, unless something was noted of it. */
  private static boolean isNothing(Json.Arr pair, Meta place) {
    return (pair.get(0).isNull() || pair.get(1).isNull())
        && !place.at(0).isNoted()
        && !place.at(1).isNoted();
  }

  private static Json.@Nullable Arr shape(Json pair) {
    return switch (pair) {
      case Json.Arr arr when arr.size() == 2 -> arr;
      case Json.Obj object when object.get("key") != null && object.get("value") != null ->
          Json.array(Json.orNull(object.get("key")), Json.orNull(object.get("value")));
      default -> null;
    };
  }

  private static Json key(Json sent, Meta meta) {
    Json read = Read.lenient(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String key = text.strip().replace(' ', '-');
    if (!KEY.matcher(key).matches()) {
      return meta.invalid(sent, "invalid character in tag");
    }
    return key.length() > MAX_LENGTH ? meta.tooLong(sent) : Json.of(key);
  }

  private static Json value(Json sent, Meta meta) {
    Json read = Read.lenient(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String value = text.strip();
    if (value.indexOf('\n') >= 0) {
      return meta.invalid(sent, "invalid characters in string");
    }
    if (value.isEmpty()) {
      return meta.invalid(sent, "expected a non-empty value");
    }
    return value.codePointCount(0, value.length()) > MAX_LENGTH
        ? meta.tooLong(sent)
        : Json.of(value);
  }

  /** A list of tags with one set: others of its name are removed, the new one is last. */
  static Json.Arr with(Json.Arr tags, String key, String value, Meta meta) {
    TagList changed = new TagList(tags);
    changed.set(key, value);
    return changed.toJson(meta);
  }

  /** Whether a text may be the name of a tag. */
  static boolean isKey(String text) {
    return text.length() <= MAX_LENGTH && KEY.matcher(text).matches();
  }

  static String cut(String value) {
    return value.codePointCount(0, value.length()) <= MAX_LENGTH
        ? value
        : value.substring(0, value.offsetByCodePoints(0, MAX_LENGTH));
  }

  /** Names and texts of the tags that have both; of equal names the first. */
  static Map<String, String> texts(Json.Arr tags) {
    Map<String, String> texts = new TreeMap<>();
    for (Json tag : tags.items()) {
      String key = Pairs.name(tag);
      String value = Pairs.text(tag);
      if (key != null && value != null) {
        texts.putIfAbsent(key, value);
      }
    }
    return texts;
  }
}
