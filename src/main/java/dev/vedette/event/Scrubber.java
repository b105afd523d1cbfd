package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removes private data by the standard rules (spec 02 §17.2). One scrubber serves one event. */
final class Scrubber {

  private static final String FILTERED = "[Filtered]";
  private static final String ELEMENT = "*";
  private static final String PASSWORD_RULE = "@password:filter";

  private static final Pattern PASSWORD_KEY =
      Pattern.compile(
          "password|secret|passwd|api[_-]?key|auth|credentials|mysql_pwd|private[_-]?key|token"
              + "|^otp$|^two[-_]factor$",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PASSWORD_VALUE =
      Pattern.compile(
          "password|secret|passwd|api[_-]?key|auth|credentials|mysql_pwd|private[_-]?key"
              + "|token[\\]\"']?[:=]|\\bbearer\\s+\\S|^otp$|^two[-_]factor$",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> COOKIES =
      Set.of(
          "sentrysid",
          "sudo",
          "su",
          "session",
          "__session",
          "sessionid",
          "user_session",
          "symfony",
          "phpsessid",
          "fasthttpsessionid",
          "mysession",
          "irissessionid",
          "csrf",
          "xsrf",
          "_csrf",
          "_xsrf",
          "csrf-token",
          "csrf_token",
          "xsrf-token",
          "xsrf_token",
          "fastcsrf",
          "_iris_csrf");

  private final ScrubSettings settings;

  private final ScrubPlace place = new ScrubPlace();

  private Scrubber(ScrubSettings settings) {
    this.settings = settings;
  }

  /** The event without what the settings forbid to keep. */
  static Json.Obj scrub(Json.Obj event, ScrubSettings settings, Meta meta) {
    Scrubber scrubber = new Scrubber(settings);
    Json.Obj scrubbed = event;
    if (settings.scrubData()) {
      scrubbed = scrubber.root(scrubbed, meta);
    }
    scrubbed = settings.addresses() ? scrubber.addresses(scrubbed, meta) : scrubbed;
    scrubber.forgetPrivateOriginals(event, meta);
    return scrubbed;
  }

  /**
   * A text that stands for itself, such as a piece of a page. Words that merely name secrets stay:
   * pages are full of them.
   */
  static String text(String text, ScrubSettings settings) {
    Json result = Json.of(text);
    Meta unused = Meta.root(null);
    if (settings.scrubData() && settings.defaults()) {
      result = texts(result, TextRule.STANDARD, unused);
    }
    if (settings.addresses()) {
      result = withoutAddresses(result, unused);
    }
    return result instanceof Json.Str(String scrubbed) ? scrubbed : "";
  }

  private Json.Obj root(Json.Obj event, Meta meta) {
    return event.mapped(
        (key, value) -> ScrubPlace.isUntouched(key) ? value : member(key, value, meta.at(key)));
  }

  private Json member(String key, Json value, Meta meta) {
    place.enter(key);
    try {
      return value(key, value, meta);
    } finally {
      place.leave();
    }
  }

  /** An element has no name that a rule could be for. */
  private Json element(Json value, Meta meta) {
    if (value instanceof Json.Str(String text)) {
      return text(text, value, meta);
    }
    place.enter(ELEMENT);
    try {
      return content(value, meta);
    } finally {
      place.leave();
    }
  }

  private Json value(String key, Json value, Meta meta) {
    if (place.isProtectedWhole(key)) {
      return value;
    }
    if (isExempt(key)) {
      // what is in it has names of its own
      return value instanceof Json.Obj object ? object(object, meta) : value;
    }
    if (place.isMessage(key)) {
      return settings.defaults() ? texts(value, TextRule.MESSAGE, meta) : value;
    }
    String rule = keyRule(key);
    if (rule != null && !(value.isNull() || value instanceof Json.Bool)) {
      return filtered(value, rule, meta);
    }
    return content(value, meta);
  }

  private Json content(Json value, Meta meta) {
    return switch (value) {
      case Json.Obj object -> object(object, meta);
      case Json.Arr array -> array(array, meta);
      case Json.Str(String text) -> text(text, value, meta);
      default -> value;
    };
  }

  private boolean isExempt(String key) {
    return place.isProtected(key)
        || (!settings.safeFields().isEmpty()
            && settings.safeFields().contains(key.toLowerCase(Locale.ROOT)));
  }

  private @Nullable String keyRule(String key) {
    if (settings.defaults()) {
      boolean cookie = place.isInCookies() && COOKIES.contains(key.toLowerCase(Locale.ROOT));
      if (cookie || (TextTraits.maySecret(key) && PASSWORD_KEY.matcher(key).find())) {
        return PASSWORD_RULE;
      }
    }
    if (settings.sensitiveFields().isEmpty()) {
      return null;
    }
    String lower = key.toLowerCase(Locale.ROOT);
    return settings.sensitiveFields().stream().anyMatch(lower::contains) ? "strip-fields" : null;
  }

  private static Json filtered(Json value, String rule, Meta meta) {
    if (value instanceof Json.Str(String text)) {
      meta.remark(rule, "s", 0, FILTERED.length());
      meta.length(text.codePointCount(0, text.length()));
      return Json.of(FILTERED);
    }
    meta.removed(rule);
    return Json.NULL;
  }

  private Json object(Json.Obj object, Meta meta) {
    return object.mapped((key, value) -> member(key, value, meta.at(key)));
  }

  private Json array(Json.Arr array, Meta meta) {
    boolean pairs = place.isPairList();
    return array.mapped((index, item) ->
        pairs ? listed(item, index, meta) : member(Integer.toString(index), item, meta.at(index)));
  }

  /** An element of a list of pairs, whose name counts as its key. */
  private Json listed(Json item, int index, Meta meta) {
    String name = Pairs.name(item);
    if (name == null || !(item instanceof Json.Arr pair)) {
      return element(item, meta.at(index));
    }
    Json value = member(name, pair.get(1), meta.at(index).at(1));
    return value == pair.get(1) ? item : Json.array(pair.get(0), value);
  }

  private Json text(String text, Json value, Meta meta) {
    int traits = settings.defaults() ? TextTraits.of(text) : 0;
    if ((traits & TextTraits.SECRET_WORD) != 0 && PASSWORD_VALUE.matcher(text).find()) {
      return filtered(value, PASSWORD_RULE, meta);
    }
    if (!settings.sensitiveFields().isEmpty()) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (settings.sensitiveFields().stream().anyMatch(lower::contains)) {
        return filtered(value, "strip-fields", meta);
      }
    }
    return traits == 0 ? value : texts(value, traits, TextRule.STANDARD, meta);
  }

  private static Json texts(Json value, List<TextRule> rules, Meta meta) {
    return value instanceof Json.Str(String text)
        ? texts(value, TextTraits.of(text), rules, meta)
        : value;
  }

  private static Json withoutAddresses(Json value, Meta meta) {
    return value instanceof Json.Str(String text) && TextTraits.ofAddress(text) != 0
        ? apply(value, TextRule.IP, meta)
        : value;
  }

  private static Json texts(Json value, int traits, List<TextRule> rules, Meta meta) {
    Json result = value;
    for (TextRule rule : rules) {
      if (rule.mayMatch(traits)) {
        result = apply(result, rule, meta);
      }
    }
    return result;
  }

  private static Json apply(Json value, TextRule rule, Meta meta) {
    if (!(value instanceof Json.Str(String text))) {
      return value;
    }
    TextRule.Found found = rule.finder().next(text, 0);
    if (found == null) {
      return value;
    }
    meta.length(text.codePointCount(0, text.length()));
    StringBuilder out = new StringBuilder();
    int copied = 0;
    int written = 0;
    while (found != null) {
      out.append(text, copied, found.start());
      written += text.codePointCount(copied, found.start());
      String replacement = rule.replacement();
      String shown = replacement == null ? "*".repeat(found.end() - found.start()) : replacement;
      out.append(shown);
      int removed = text.codePointCount(found.start(), found.end());
      meta.shiftRemarks(written, removed, shown.length());
      meta.remark(rule.id(), replacement == null ? "m" : "s", written, written + shown.length());
      written += shown.length();
      copied = found.end();
      found = found.next() > text.length() ? null : rule.finder().next(text, found.next());
    }
    return Json.of(out.append(text, copied, text.length()).toString());
  }

  private Json.Obj addresses(Json.Obj event, Meta meta) {
    return event.mapped((key, value) -> {
      if (key.equals("sdk")) {
        return withoutClientAddress(value, meta.at(key));
      }
      return ScrubPlace.isUntouched(key) ? value : withoutIps(key, value, meta.at(key));
    });
  }

  /** Versions of SDKs look like addresses; only the client's own goes. */
  private static Json withoutClientAddress(Json value, Meta meta) {
    if (!(value instanceof Json.Obj sdk) || sdk.present("client_ip") == null) {
      return value;
    }
    meta.at("client_ip").removed("@anything:remove");
    return sdk.with("client_ip", Json.NULL);
  }

  private Json withoutIps(String key, Json value, Meta meta) {
    place.enter(key);
    try {
      if (place.isProtectedWhole(key) || (isExempt(key) && !(value instanceof Json.Obj))) {
        return value;
      }
      if (place.isAddress(key) && !value.isNull()) {
        meta.removed("@anything:remove");
        return Json.NULL;
      }
      return switch (value) {
        case Json.Obj object ->
            object.mapped((name, member) -> withoutIps(name, member, meta.at(name)));
        case Json.Arr array -> {
          boolean pairs = place.isPairList();
          yield array.mapped((index, item) ->
              pairs && item instanceof Json.Arr pair && Pairs.name(pair) instanceof String name
                  ? withoutIps(name, pair, meta.at(index))
                  : withoutIps(Integer.toString(index), item, meta.at(index)));
        }
        default -> withoutAddresses(value, meta);
      };
    } finally {
      place.leave();
    }
  }

  /** A pair, whose name counts as the key of its value. */
  private Json withoutIps(String name, Json.Arr pair, Meta meta) {
    Json plain = withoutAddresses(pair.get(0), meta.at(0));
    Json value = withoutIps(name, pair.get(1), meta.at(1));
    return plain == pair.get(0) && value == pair.get(1) ? pair : Json.array(plain, value);
  }

  /**
   * Forgets original values in {@code _meta} and {@code errors} that a rule would have changed
   * where they were sent.
   */
  private void forgetPrivateOriginals(Json.Obj event, Meta meta) {
    meta.keepOriginals((steps, original) -> {
      place.reset();
      Json at = event;
      String key = "";
      for (String step : steps) {
        boolean second = at instanceof Json.Arr pair && pair.size() == 2 && step.equals("1");
        String name = second && place.isInPairList() ? Pairs.name(at) : null;
        key = name == null ? step : name;
        place.enter(key);
        at = child(at, step);
      }
      boolean kept = place.isUntouched() || isKept(key, original);
      place.reset();
      return kept;
    });
  }

  private boolean isKept(String key, Json original) {
    boolean clean = !settings.scrubData() || value(key, original, Meta.root(null)).equals(original);
    String last = place.leave();
    return clean
        && (!settings.addresses() || withoutIps(last, original, Meta.root(null)).equals(original));
  }

  private static Json child(Json value, String step) {
    return switch (value) {
      case Json.Obj object -> Json.orNull(object.get(step));
      case Json.Arr array -> {
        int index = step.matches("\\d{1,9}") ? Integer.parseInt(step) : -1;
        yield index >= 0 && index < array.size() ? array.get(index) : Json.NULL;
      }
      default -> Json.NULL;
    };
  }
}
