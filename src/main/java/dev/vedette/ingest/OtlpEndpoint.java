package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OTLP trace export as JSON (spec 01 §15.1); each span becomes one {@code span} item. */
final class OtlpEndpoint {

  private final Intake intake;

  OtlpEndpoint(Intake intake) {
    this.intake = intake;
  }

  Reply traces(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = request.requiredCredentials(null);
    if (!request.mediaType().equals("application/json")) {
      throw new IngestError(
          415, "unsupported media type", "only the JSON form of OTLP is accepted");
    }
    intake.requireKnownKey(credentials);
    byte[] body = Body.readAll(request, intake.limits().ofOne(ItemType.SPAN));
    List<Item> items = new ArrayList<>();
    for (Json.Obj span : OtlpSpans.read(parse(body))) {
      items.add(Item.of(ItemType.SPAN, Json.Obj.EMPTY, JsonText.writeBytes(span)));
    }
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    return intake
        .admit(sender, new Envelope(Json.Obj.EMPTY, null, items))
        .quiet(id -> Reply.empty(202));
  }

  private static Json.Obj parse(byte[] body) throws IngestError {
    try {
      if (JsonText.parse(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw IngestError.undecodable();
    }
    throw IngestError.undecodable();
  }
}
