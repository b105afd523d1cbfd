package dev.vedette.http;

import dev.vedette.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request names something by a slug that it no longer has (spec 11 §4.4). */
public final class Moved extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String slug;

  /**
   * A move.
   *
   * @param parameter of the path that has the former slug, e.g. {@code project}
   * @param slug the one it has now
   */
  public Moved(String parameter, String slug) {
    super("moved", null, false, false);
    this.parameter = parameter;
    this.slug = slug;
  }

  /** Sends the client to the same address with the new slug; most read it from the body. */
  Answer answer(Route route, String url) {
    String location = location(route, url);
    Json.Obj extra = Json.object().put("url", location).put("slug", slug).build();
    Json.Obj detail =
        Json.object()
            .put("code", "resource-moved")
            .put("message", "Resource has been moved")
            .put("slug", slug)
            .put("extra", extra)
            .build();
    return Answer.json(302, Json.object().put("slug", slug).put("detail", detail).build())
        .with("Location", location);
  }

  private String location(Route route, String url) {
    int end = url.indexOf('?');
    String path = end < 0 ? url : url.substring(0, end);
    int begin = path.indexOf('/', path.indexOf("://") + 3);
    List<String> segments = new ArrayList<>(Route.segments(path.substring(begin)));
    int place = Route.segments(route.path()).indexOf("{" + parameter + "}");
    segments.set(place, URLEncoder.encode(slug, StandardCharsets.UTF_8));
    String tail = path.endsWith("/") ? "/" : "";
    return path.substring(0, begin)
        + "/"
        + String.join("/", segments)
        + tail
        + (end < 0 ? "" : url.substring(end));
  }
}
