package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Style sheet and scripts, named after their content and cached for a year. */
public final class Assets {

  private static final Map<String, String> TYPES =
      Map.of(
          "vedette.css", "text/css; charset=utf-8",
          "vedette.js", "text/javascript; charset=utf-8",
          "vedette.svg", "image/svg+xml");

  private static final Map<String, byte[]> CONTENT = load();

  private static Map<String, byte[]> load() {
    Map<String, byte[]> content = new LinkedHashMap<>();
    for (String name : TYPES.keySet()) {
      try (InputStream in = Assets.class.getResourceAsStream("/static/" + name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is missing");
        }
        content.put(name, in.readAllBytes());
      } catch (IOException unreadable) {
        throw new java.io.UncheckedIOException(unreadable);
      }
    }
    return Map.copyOf(content);
  }

  /** The path of an asset, with a digest of its content. */
  public static String path(String name) {
    byte[] content = CONTENT.get(name);
    if (content == null) {
      throw new IllegalArgumentException("no asset " + name);
    }
    int dot = name.lastIndexOf('.');
    return "/static/" + name.substring(0, dot) + "-" + digest(content) + name.substring(dot);
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Answer file(Call call) {
    for (Map.Entry<String, byte[]> asset : CONTENT.entrySet()) {
      if (path(asset.getKey()).equals("/static/" + call.parameter("file"))) {
        return new Answer(
            200,
            Map.of(
                "Content-Type",
                String.valueOf(TYPES.get(asset.getKey())),
                "Cache-Control",
                "public, max-age=31536000, immutable"),
            asset.getValue());
      }
    }
    throw new Fault(Fault.Code.NOT_FOUND, "Not found");
  }
}
