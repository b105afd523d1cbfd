package dev.vedette.web;

import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import java.util.HashMap;
import java.util.Map;

/**
 * Which sections of an issue a reader has opened or folded, as the browser's cookie says; the page
 * comes as it was left, so that nothing moves once it is there.
 *
 * @param open by the name of the section
 */
public record Folds(Map<String, Boolean> open) {

  /** Name of the cookie; its value is {@code name:1} or {@code name:0}, separated by dots. */
  static final String COOKIE = "folds";

  private static final int MOST = 100;

  static Folds of(Call call) {
    String value = Authentication.cookie(call.headers().get("cookie"), COOKIE);
    Map<String, Boolean> open = new HashMap<>();
    if (value != null) {
      for (String part : value.split("\\.")) {
        int end = part.length() - 2;
        if (end > 0 && open.size() < MOST && part.charAt(end) == ':') {
          open.put(part.substring(0, end), part.endsWith("1"));
        }
      }
    }
    return new Folds(open);
  }

  /** Whether a section is open; the usual where nobody has touched it. */
  public boolean isOpen(String section, boolean usual) {
    return open.getOrDefault(section, usual);
  }
}
