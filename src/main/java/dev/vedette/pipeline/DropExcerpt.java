package dev.vedette.pipeline;

import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;

/** What of an event an inbound filter took offence at, for the list of recent drops. */
final class DropExcerpt {

  private DropExcerpt() {}

  static String of(Json.Obj payload, String filter, ItemGroup.Sender sender) {
    return switch (filter) {
      case "release-version" -> text(payload.string("release"));
      case "filtered-transaction" -> text(payload.string("transaction"));
      case "web-crawlers", "legacy-browsers" -> text(sender.userAgent());
      case "localhost" -> text(payload.object("request").string("url"));
      case "ip-address" -> "";
      default -> message(payload);
    };
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private static String message(Json.Obj payload) {
    for (Json item : payload.object("exception").array("values").items()) {
      if (item instanceof Json.Obj exception) {
        return text(exception.string("type")) + ": " + text(exception.string("value"));
      }
    }
    String message = payload.object("logentry").string("formatted");
    return message == null ? text(payload.string("message")) : message;
  }
}
