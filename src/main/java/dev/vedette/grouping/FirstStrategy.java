package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Groups by the fingerprint when the client sent one, else by type and in-app frames of the
 * exceptions, else by the message with its numbers left out.
 */
final class FirstStrategy {

  private static final String DEFAULT = "{{default}}";

  private FirstStrategy() {}

  static String hash(Json.Obj event) {
    List<String> fingerprint = new ArrayList<>();
    for (Json part : event.array("fingerprint").items()) {
      if (part instanceof Json.Str(String text)) {
        fingerprint.add(text.replace(" ", ""));
      }
    }
    if (fingerprint.isEmpty() || fingerprint.equals(List.of(DEFAULT))) {
      return digest(ofContent(event));
    }
    List<String> parts = new ArrayList<>();
    for (String part : fingerprint) {
      if (part.equals(DEFAULT)) {
        parts.addAll(ofContent(event));
      } else {
        parts.add(part);
      }
    }
    return digest(parts);
  }

  private static List<String> ofContent(Json.Obj event) {
    List<String> parts = new ArrayList<>();
    for (Json value : event.object("exception").array("values").items()) {
      if (value instanceof Json.Obj exception) {
        addException(exception, parts);
      }
    }
    if (parts.isEmpty()) {
      parts.add(message(event));
    }
    return parts;
  }

  private static void addException(Json.Obj exception, List<String> parts) {
    List<String> frames = frames(exception.object("stacktrace"));
    String type = exception.string("type");
    parts.add("type:" + type);
    parts.addAll(frames);
    if (frames.isEmpty()) {
      String value = exception.string("value");
      parts.add("value:" + (value == null ? "" : withoutNumbers(value)));
    }
  }

  /** The in-app frames, or all of them when none is. */
  private static List<String> frames(Json.Obj stacktrace) {
    List<String> inApp = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Json item : stacktrace.array("frames").items()) {
      if (item instanceof Json.Obj frame) {
        String module = frame.string("module");
        String place = module == null ? frame.string("filename") : module;
        String text = "frame:" + place + ":" + frame.string("function");
        all.add(text);
        if (Boolean.TRUE.equals(frame.bool("in_app"))) {
          inApp.add(text);
        }
      }
    }
    return inApp.isEmpty() ? all : inApp;
  }

  private static String message(Json.Obj event) {
    Json.Obj logentry = event.object("logentry");
    String template = logentry.string("message");
    String text = template == null ? logentry.string("formatted") : template;
    if (text != null) {
      return "message:" + withoutNumbers(text);
    }
    return "title:" + event.string("title") + ":" + event.string("culprit");
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("\\d+", "#");
  }

  private static String digest(List<String> parts) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (String part : parts) {
        md5.update(part.getBytes(StandardCharsets.UTF_8));
        md5.update((byte) 0);
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
