package dev.vedette.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A route: method, path and who may use it.
 *
 * @param path segments separated by slashes; {@code {name}} stands for one segment
 * @param isSudo whether a session must have given its password lately
 */
public record Route(
    String method, String path, Access access, Function<Call, Answer> handler, boolean isSudo) {

  /** A route without special care. */
  public Route(String method, String path, Access access, Function<Call, Answer> handler) {
    this(method, path, access, handler, false);
  }

  /** A route that does what cannot be undone: sessions must have given their password lately. */
  public static Route sudo(
      String method, String path, Access access, Function<Call, Answer> handler) {
    return new Route(method, path, access, handler, true);
  }

  /** The same at another path, for those whom another access lets in. */
  public Route at(String other, Access let) {
    return new Route(method, other, let, handler, isSudo);
  }

  /** The parameters of a path that fits, or null. */
  @Nullable Map<String, String> match(List<String> segments) {
    List<String> own = segments(path);
    if (own.size() != segments.size()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < own.size(); i++) {
      String pattern = own.get(i);
      if (pattern.startsWith("{")) {
        parameters.put(pattern.substring(1, pattern.length() - 1), segments.get(i));
      } else if (!pattern.equals(segments.get(i))) {
        return null;
      }
    }
    return parameters;
  }

  /** Number of literal segments, by which the more exact of two routes wins. */
  int literals() {
    return (int) segments(path).stream().filter(segment -> !segment.startsWith("{")).count();
  }

  static List<String> segments(String path) {
    return java.util.Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
  }
}
