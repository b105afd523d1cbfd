package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The message of an event, {@code logentry} (spec 02 §6). */
final class Messages {

  private static final Pattern PRINTF =
      Pattern.compile("%(?:%|(?:\\(([^)]+)\\))?[-+ #0]*\\d*(?:\\.\\d+)?[a-zA-Z])");
  private static final Pattern BRACES = Pattern.compile("\\{([A-Za-z0-9_]*)\\}");

  private static final Shape SHAPE =
      Shape.of().with(Read::jsonLenient, "message", "formatted").with(Messages::params, "params");

  private Messages() {}

  private static Json params(Json value, Meta meta) {
    return value instanceof Json.Arr || value instanceof Json.Obj || value.isNull()
        ? value
        : meta.invalid(value, "expected an array");
  }

  /**
   * Merges {@code logentry} and top-level {@code message}.
   *
   * @param top place of the message, of which what is noted goes where it goes
   * @return null when nothing is left
   */
  static @Nullable Json read(@Nullable Json logentry, @Nullable Json message, Meta meta, Meta top) {
    Json.Obj entry =
        switch (logentry) {
          case Json.Obj object -> SHAPE.readObject(object, meta);
          case Json.Null ignored -> Json.Obj.EMPTY;
          case Json.Bool(boolean value) when !value -> Json.Obj.EMPTY;
          case null -> Json.Obj.EMPTY;
          case Json.Arr array -> {
            meta.invalid(array, "expected an object");
            yield Json.Obj.EMPTY;
          }
          default -> Json.object().put("formatted", Json.of(scalar(logentry))).build();
        };
    String formatted = nonEmpty(entry.string("formatted"));
    String template = nonEmpty(entry.string("message"));
    if (formatted == null && template == null && message != null) {
      formatted =
          message instanceof Json.Obj
                  || message instanceof Json.Arr
                  || message.isNull()
                  || message.equals(Json.FALSE)
              ? null
              : nonEmpty(scalar(message));
      if (formatted == null && message instanceof Json.Obj object) {
        top.moveTo(meta);
        return read(object, null, meta, top);
      }
      top.moveTo(meta.at("formatted"));
    }
    Json params = entry.present("params");
    if (formatted == null && template != null && params != null) {
      formatted = nonEmpty(format(template, params));
    }
    if (formatted == null) {
      formatted = template;
      template = null;
      meta.at("message").moveTo(meta.at("formatted"));
    }
    if (formatted != null && formatted.equals(template)) {
      template = null;
    }
    if (formatted == null && template == null) {
      return null;
    }
    Json.Builder out = Json.object();
    entry
        .members()
        .forEach((key, value) -> {
          if (!key.equals("message") && !key.equals("formatted")) {
            out.put(key, value);
          }
        });
    out.putPresent("formatted", formatted);
    out.putPresent("message", template);
    return out.build();
  }

  private static String scalar(Json value) {
    return value instanceof Json.Str(String text) ? text : value.text();
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable String format(String template, Json params) {
    Matcher printf = PRINTF.matcher(template);
    return printf.find() ? printf(template, params) : braces(template, params);
  }

  private static @Nullable String printf(String template, Json params) {
    StringBuilder out = new StringBuilder();
    int position = 0;
    Matcher match = PRINTF.matcher(template);
    while (match.find()) {
      String text;
      if (match.group().equals("%%")) {
        text = "%";
      } else {
        Json value =
            match.group(1) != null ? named(params, match.group(1)) : positional(params, position++);
        if (value == null) {
          return null;
        }
        text = scalar(value);
      }
      match.appendReplacement(out, Matcher.quoteReplacement(text));
    }
    return match.appendTail(out).toString();
  }

  private static @Nullable String braces(String template, Json params) {
    Matcher match = BRACES.matcher(template);
    StringBuilder out = new StringBuilder();
    int position = 0;
    boolean any = false;
    while (match.find()) {
      String name = match.group(1);
      Json value =
          name.isEmpty()
              ? positional(params, position++)
              : name.matches("\\d{1,4}")
                  ? positional(params, Integer.parseInt(name))
                  : named(params, name);
      if (value == null) {
        return null;
      }
      any = true;
      match.appendReplacement(out, Matcher.quoteReplacement(scalar(value)));
    }
    return any ? match.appendTail(out).toString() : null;
  }

  private static @Nullable Json named(Json params, String name) {
    return params instanceof Json.Obj object ? object.get(name) : null;
  }

  private static @Nullable Json positional(Json params, int index) {
    return params instanceof Json.Arr(List<Json> items) && index < items.size()
        ? items.get(index)
        : null;
  }
}
