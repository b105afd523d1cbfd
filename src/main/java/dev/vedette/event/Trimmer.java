package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts strings and subtrees to their limits (spec 02 §18). */
final class Trimmer {

  /** Limits of a subtree. */
  enum Bag {
    SMALL(3, 1024),
    MEDIUM(5, 2048),
    LARGE(7, 8192),
    LARGER(7, 16384),
    MASSIVE(7, 262144);

    private final int depth;
    private final int bytes;

    Bag(int depth, int bytes) {
      this.depth = depth;
      this.bytes = bytes;
    }
  }

  private Trimmer() {}

  static Json.Obj trim(Json.Obj event, Meta meta) {
    return event.mapped((key, value) -> attribute(key, value, meta.at(key)));
  }

  private static Json attribute(String key, Json value, Meta meta) {
    return switch (key) {
      case "culprit", "transaction" -> string(value, 200, 0, meta);
      case "logger" -> string(value, 64, 0, meta);
      case "checksum" -> string(value, 128, 0, meta);
      case "logentry" ->
          members(
              value,
              meta,
              (name, member, place) ->
                  name.equals("params")
                      ? bag(member, Bag.MEDIUM, place)
                      : string(member, 8192, 200, place));
      case "exception" -> values(value, meta, Trimmer::exception);
      case "threads" -> values(value, meta, Trimmer::thread);
      case "stacktrace" -> stacktrace(value, meta);
      case "request" -> members(value, meta, Trimmer::request);
      case "user" -> members(value, meta, Trimmer::user);
      case "contexts" -> members(value, meta, Trimmer::context);
      case "breadcrumbs" -> values(value, meta, Trimmer::breadcrumb);
      case "extra" -> bag(value, Bag.MASSIVE, meta);
      case "modules" -> bag(value, Bag.LARGE, meta);
      case "spans" -> elements(value, meta, Trimmer::span);
      case "sdk" -> members(value, meta, Trimmer::sdk);
      default -> value;
    };
  }

  @FunctionalInterface
  private interface Member {
    Json trim(String name, Json value, Meta meta);
  }

  private static Json members(Json value, Meta meta, Member member) {
    return value instanceof Json.Obj object
        ? object.mapped((name, child) -> member.trim(name, child, meta.at(name)))
        : value;
  }

  private static Json elements(Json value, Meta meta, Member member) {
    return value instanceof Json.Arr array
        ? array.mapped((index, item) -> members(item, meta.at(index), member))
        : value;
  }

  private static Json values(Json value, Meta meta, Member member) {
    return members(
        value,
        meta,
        (name, child, place) -> name.equals("values") ? elements(child, place, member) : child);
  }

  private static Json exception(String name, Json value, Meta meta) {
    return switch (name) {
      case "value" -> string(value, 8192, 200, meta);
      // the allowance is spec 03's (§3, N13), as types are hashed
      case "type", "module" -> string(value, 256, 20, meta);
      case "stacktrace", "raw_stacktrace" -> stacktrace(value, meta);
      case "mechanism" ->
          members(
              value,
              meta,
              (key, member, place) ->
                  switch (key) {
                    case "type" -> string(member, 128, 0, place);
                    case "data" -> bag(member, Bag.MEDIUM, place);
                    default -> member;
                  });
      default -> value;
    };
  }

  private static Json thread(String name, Json value, Meta meta) {
    return name.equals("stacktrace") || name.equals("raw_stacktrace")
        ? stacktrace(value, meta)
        : value;
  }

  private static Json stacktrace(Json value, Meta meta) {
    return members(
        value,
        meta,
        (name, member, place) ->
            switch (name) {
              case "frames" -> elements(member, place, Trimmer::frame);
              case "registers" -> bag(member, Bag.SMALL, place);
              default -> member;
            });
  }

  private static Json sdk(String name, Json value, Meta meta) {
    return name.equals("name") || name.equals("version") ? string(value, 128, 0, meta) : value;
  }

  private static Json frame(String name, Json value, Meta meta) {
    return switch (name) {
      case "function", "raw_function", "symbol" -> string(value, 512, 20, meta);
      case "filename" -> string(value, 256, 40, meta);
      case "abs_path" -> string(value, 2048, 40, meta);
      case "vars" -> bag(value, Bag.MEDIUM, meta);
      default -> value;
    };
  }

  private static Json request(String name, Json value, Meta meta) {
    return switch (name) {
      case "url" -> string(value, 2048, 0, meta);
      case "query_string" -> bag(value, Bag.SMALL, meta);
      case "cookies" -> bag(value, Bag.MEDIUM, meta);
      case "data", "headers", "env" -> bag(value, Bag.LARGE, meta);
      default -> value;
    };
  }

  private static Json user(String name, Json value, Meta meta) {
    return switch (name) {
      case "id", "username", "name" -> string(value, 128, 0, meta);
      case "email" -> string(value, 75, 0, meta);
      case "data" -> bag(value, Bag.MEDIUM, meta);
      default -> value;
    };
  }

  private static Json context(String name, Json value, Meta meta) {
    Json bounded =
        bag(value, name.equals("profile") || name.equals("otel") ? Bag.LARGER : Bag.LARGE, meta);
    return switch (name) {
      case "feedback" -> member(bounded, "message", 4096, meta);
      case "trace" -> member(bounded, "op", 128, meta);
      default -> bounded;
    };
  }

  private static Json member(Json value, String cut, int limit, Meta meta) {
    return members(
        value,
        meta,
        (name, member, place) -> name.equals(cut) ? string(member, limit, 0, place) : member);
  }

  private static Json breadcrumb(String name, Json value, Meta meta) {
    return switch (name) {
      case "message" -> string(value, 8192, 200, meta);
      case "data" -> bag(value, Bag.MEDIUM, meta);
      default -> value;
    };
  }

  private static Json span(String name, Json value, Meta meta) {
    return switch (name) {
      case "op" -> string(value, 128, 0, meta);
      case "data" -> bag(value, Bag.LARGE, meta);
      default -> value;
    };
  }

  /** Cuts a string longer than limit and allowance to the limit, ending in {@code ...}. */
  static Json string(Json value, int limit, int allowance, Meta meta) {
    if (!(value instanceof Json.Str(String text)) || text.length() <= limit + allowance) {
      return value;
    }
    int length = text.codePointCount(0, text.length());
    if (length <= limit + allowance) {
      return value;
    }
    meta.length(length);
    // what a rule has put in is whole or not there
    int kept = meta.cutRemarks(limit - 3);
    meta.remark("!limit", "s", kept, kept + 3);
    return Json.of(text.substring(0, text.offsetByCodePoints(0, kept)) + "...");
  }

  private static Json bag(Json value, Bag bag, Meta meta) {
    return new Budget(bag.bytes).cut(value, bag.depth, meta);
  }

  /** What is left of a bag while its leaves are visited in order. */
  private static final class Budget {
    private int left;

    Budget(int bytes) {
      this.left = bytes;
    }

    Json cut(Json value, int depth, Meta meta) {
      return switch (value) {
        case Json.Obj object when depth > 1 -> object(object, depth, meta);
        case Json.Arr(List<Json> items) when depth > 1 -> array(items, depth, meta);
        case Json.Obj object -> leaf(Json.of(object.text()), meta);
        case Json.Arr array -> leaf(Json.of(array.text()), meta);
        default -> leaf(value, meta);
      };
    }

    private Json object(Json.Obj object, int depth, Meta meta) {
      Map<String, Json> members = object.members();
      if (fits(members.values())) {
        return object.mapped((name, member) -> {
          left -= name.length();
          return leaf(member, meta.at(name));
        });
      }
      Map<String, Json> out = new LinkedHashMap<>();
      for (Map.Entry<String, Json> member : new TreeMap<>(members).entrySet()) {
        if (left <= 0) {
          meta.length(members.size());
          break;
        }
        left -= member.getKey().length();
        out.put(member.getKey(), cut(member.getValue(), depth - 1, meta.at(member.getKey())));
      }
      return new Json.Obj(out);
    }

    /** A cheap upper estimate that spares sorting in the ordinary case. */
    private boolean fits(Iterable<Json> values) {
      int estimate = 0;
      for (Json value : values) {
        estimate +=
            switch (value) {
              case Json.Str(String text) -> text.length() * 2 + 40;
              case Json.Obj ignored -> left;
              case Json.Arr ignored -> left;
              default -> 40;
            };
        if (estimate >= left) {
          return false;
        }
      }
      return true;
    }

    private Json array(List<Json> items, int depth, Meta meta) {
      List<Json> out = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        if (left <= 0) {
          meta.length(items.size());
          break;
        }
        Json item = cut(items.get(i), depth - 1, meta.at(i));
        if (isPair(items.get(i)) && !isPair(item)) {
          // half a pair is none
          meta.at(i).clear();
          meta.length(items.size());
          break;
        }
        out.add(item);
      }
      return new Json.Arr(out);
    }

    private static boolean isPair(Json item) {
      return item instanceof Json.Arr pair && pair.size() == 2 && pair.get(0) instanceof Json.Str;
    }

    private Json leaf(Json value, Meta meta) {
      if (value instanceof Json.Str(String text)) {
        int room = Math.max(left, 4);
        left -= text.length() + 3;
        return text.length() + 3 > room ? string(value, room, 0, meta) : value;
      }
      left -= 1 + (value instanceof Json.Num ? value.text().length() : 5);
      return value;
    }
  }
}
