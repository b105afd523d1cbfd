package dev.vedette.ingest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Query strings and form bodies. A broken escape is taken as it stands. */
final class QueryParameters {

  private QueryParameters() {}

  /** Decoded parameters, the first of each name. */
  static Map<String, String> firstOfEach(String query) {
    Map<String, String> first = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        first.putIfAbsent(decode(name), equals < 0 ? "" : decode(part.substring(equals + 1)));
      }
    }
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
