package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Browser reports: {@code /security/}, {@code /csp-report/} and {@code /nel/} (spec 01 §11). */
final class SecurityEndpoint {

  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/csp-report",
          "application/expect-ct-report",
          "application/expect-ct-report+json",
          "application/expect-staple-report",
          "application/reports+json");

  private static final int MAX_REPORTS = 500;

  private final Intake intake;

  SecurityEndpoint(Intake intake) {
    this.intake = intake;
  }

  Reply security(IngestRequest request, @Nullable Long project) throws IngestError {
    Intake.Sender sender = new Intake.Sender(request, request.requiredCredentials(null), project);
    byte[] body = body(sender);
    List<Item> items = new ArrayList<>();
    switch (parsed(body)) {
      case Json.Arr(List<Json> reports) -> {
        for (Json report : reports) {
          if (report instanceof Json.Obj object && "csp-violation".equals(object.string("type"))) {
            items.add(item(request, ItemType.RAW_SECURITY, JsonText.writeBytes(report)));
          }
        }
      }
      case null, default -> items.add(item(request, ItemType.RAW_SECURITY, body));
    }
    return admitEach(sender, items, Reply.empty(200));
  }

  Reply nel(IngestRequest request, @Nullable Long project) throws IngestError {
    Intake.Sender sender = new Intake.Sender(request, request.requiredCredentials(null), project);
    byte[] body = body(sender);
    List<Item> items = new ArrayList<>();
    switch (parsed(body)) {
      case Json.Arr(List<Json> reports) -> {
        for (Json report : reports) {
          items.add(item(request, ItemType.NEL, JsonText.writeBytes(report)));
        }
      }
      case null, default -> items.add(item(request, ItemType.NEL, body));
    }
    return admitEach(sender, items, Reply.json(200, Json.Obj.EMPTY));
  }

  private byte[] body(Intake.Sender sender) throws IngestError {
    if (!TYPES.contains(sender.request().mediaType())) {
      intake.list(sender, "content_type", Category.SECURITY);
      throw new IngestError(415, "unsupported media type");
    }
    byte[] body = Body.readAll(sender.request(), intake.limits().event());
    if (body.length == 0) {
      intake.refuse(sender, "no_data", Category.SECURITY);
      throw new IngestError(400, "empty request body").of("no_data");
    }
    return body;
  }

  /** The report; null when it is no JSON, which the pipeline notes as its outcome (spec 01 §1). */
  private static @Nullable Json parsed(byte[] body) {
    try {
      return JsonText.parse(body);
    } catch (JsonText.Malformed malformed) {
      return null;
    }
  }

  private static Item item(IngestRequest request, ItemType type, byte[] report) {
    Json.Builder headers = Json.object();
    headers.putPresent("sentry_release", request.query().get("sentry_release"));
    headers.putPresent("sentry_environment", request.query().get("sentry_environment"));
    return Item.of(type, headers.build(), report);
  }

  private Reply admitEach(Intake.Sender sender, List<Item> items, Reply success)
      throws IngestError {
    if (items.isEmpty()) {
      intake.requireAccess(sender);
    }
    if (items.size() > MAX_REPORTS) {
      throw IngestError.tooLarge();
    }
    Reply reply = success;
    for (Item item : items) {
      Envelope envelope = new Envelope(Json.Obj.EMPTY, EventIds.random(), List.of(item));
      reply = intake.admit(sender, envelope).quiet(id -> success);
    }
    return reply;
  }
}
