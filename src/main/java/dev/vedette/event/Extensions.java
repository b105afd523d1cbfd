package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Locale;

/** Errors that browser extensions cause (spec 01 §22.2). */
final class Extensions {

  private static final List<String> VALUES =
      lower(
          "top.GLOBALS",
          "originalCreateNotification",
          "canvas.contentDocument",
          "MyApp_RemoveAllHighlights",
          "http://tt.epicplay.com",
          "Can't find variable: ZiteReader",
          "jigsaw is not defined",
          "ComboSearch is not defined",
          "http://loading.retry.widdit.com/",
          "atomicFindClose",
          "fb_xd_fragment",
          "bmi_SafeAddOnload",
          "EBCallBackMessageReceived",
          "_gCrWeb",
          "conduitPage",
          "null is not an object (evaluating 'elt.parentNode')",
          "plugin.setSuspendState is not a function",
          "Extension context invalidated",
          "webkit-masked-url:",
          "can't access dead object");

  private static final List<String> SOURCES =
      lower(
          "graph.facebook.com",
          "connect.facebook.net",
          "eatdifferent.com.woopra-ns.com",
          "static.woopra.com/js/woopra.js",
          "webkit-masked-url",
          "127.0.0.1:4001/isrunning",
          "webappstoolbarba.texthelp.com/",
          "metrics.itunes.apple.com.edgesuite.net/",
          "kaspersky-labs.com");

  private static final List<String> SCHEMES =
      List.of(
          "chrome://",
          "chrome-extension://",
          "moz-extension://",
          "safari-extension://",
          "safari-web-extension://");

  private Extensions() {}

  private static List<String> lower(String... texts) {
    return List.of(texts).stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }

  static boolean isExtension(Json.Obj event) {
    List<Json.Obj> exceptions = Exceptions.of(event);
    if (exceptions.isEmpty()) {
      return false;
    }
    Json.Obj first = exceptions.getFirst();
    String value = first.string("value");
    String text = value == null ? "" : value.toLowerCase(Locale.ROOT);
    if (VALUES.stream().anyMatch(text::contains)) {
      return true;
    }
    for (Json.Obj frame : Exceptions.frames(first.object("stacktrace")).reversed()) {
      String file = frame.string("filename");
      if ("<anonymous>".equals(file) || "[native code]".equals(file)) {
        continue;
      }
      String path = frame.string("abs_path");
      String source = path == null ? "" : path.toLowerCase(Locale.ROOT);
      return SOURCES.stream().anyMatch(source::contains)
          || SCHEMES.stream().anyMatch(source::startsWith);
    }
    return false;
  }
}
