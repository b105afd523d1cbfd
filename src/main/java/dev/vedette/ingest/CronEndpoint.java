package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Check-in URLs: {@code /api/{pid}/cron/{slug}/[{key}/]} (spec 01 §13). */
final class CronEndpoint {

  private static final String NIL = "0".repeat(32);
  private static final long MAX_BODY = 100 * 1024;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private final Intake intake;

  CronEndpoint(Intake intake) {
    this.intake = intake;
  }

  Reply checkIn(
      IngestRequest request, @Nullable Long project, String slug, @Nullable String pathKey)
      throws IngestError {
    Credentials credentials = request.requiredCredentials(pathKey);
    boolean json =
        request.method().equals("POST") && request.mediaType().equals("application/json");
    Json.Obj given = json ? body(request) : Json.Obj.EMPTY;
    Map<String, String> query = request.query();
    Json.Builder checkIn = Json.object().putAll(given).put("monitor_slug", slug);
    for (String name : List.of("status", "check_in_id", "environment")) {
      checkIn.putPresent(name, query.get(name));
    }
    String duration = query.get("duration");
    if (duration != null) {
      checkIn.put("duration", number(duration));
    }
    Json.Obj complete = checked(checkIn.build());
    Item item = Item.of(ItemType.CHECK_IN, Json.Obj.EMPTY, JsonText.writeBytes(complete));
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    return intake
        .admit(sender, new Envelope(Json.Obj.EMPTY, null, List.of(item)))
        .quiet(id -> Reply.empty(202));
  }

  private static Json.Obj body(IngestRequest request) throws IngestError {
    byte[] body = Body.readAll(request, MAX_BODY);
    try {
      if (body.length == 0) {
        return Json.Obj.EMPTY;
      }
      if (JsonText.parse(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw new IngestError(400, "invalid JSON data", String.valueOf(malformed.getMessage()));
    }
    throw new IngestError(400, "invalid JSON data", "the check-in is no object");
  }

  private static Json number(String text) throws IngestError {
    if (!DECIMAL.matcher(text).matches()) {
      throw badDuration();
    }
    return Json.of(Double.parseDouble(text));
  }

  private static IngestError badDuration() {
    return new IngestError(400, "invalid parameter duration: must be a number of seconds");
  }

  private static Json.Obj checked(Json.Obj checkIn) throws IngestError {
    if (checkIn.string("status") == null) {
      throw new IngestError(400, "missing parameter status");
    }
    Json duration = checkIn.present("duration");
    if (duration != null && !(duration instanceof Json.Num)) {
      throw badDuration();
    }
    Json id = checkIn.present("check_in_id");
    String parsed =
        id == null ? NIL : id instanceof Json.Str(String text) ? EventIds.parse(text) : null;
    if (parsed == null) {
      throw new IngestError(400, "invalid parameter check_in_id: must be a UUID");
    }
    return checkIn.with("check_in_id", Json.of(parsed));
  }
}
