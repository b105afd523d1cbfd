package dev.vedette.ingest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Query strings and form bodies. A broken escape is taken as it stands. */
public final class QueryParameters {

  private static final int MOST = 2000;

  private QueryParameters() {}

  /** Decoded parameters with all values of each name. */
  public static Map<String, List<String>> all(String query) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    int count = 0;
    for (String part : query.split("&")) {
      if (!part.isEmpty() && count++ < MOST) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        all.computeIfAbsent(decode(name), unused -> new ArrayList<>())
            .add(equals < 0 ? "" : decode(part.substring(equals + 1)));
      }
    }
    return all;
  }

  /** Decoded parameters, the first of each name. */
  public static Map<String, String> firstOfEach(String query) {
    Map<String, String> first = new LinkedHashMap<>();
    all(query).forEach((name, values) -> first.put(name, values.getFirst()));
    return first;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return text;
    }
  }
}
