package dev.vedette.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OTLP exports of traces and logs, as JSON or protobuf (spec 01 §15). */
final class OtlpEndpoint {

  private static final String LOGS = "application/vnd.sentry.items.log+json";

  private final Intake intake;

  OtlpEndpoint(Intake intake) {
    this.intake = intake;
  }

  /** Each span becomes one {@code span} item. */
  Reply traces(IngestRequest request, @Nullable Long project) throws IngestError {
    List<Item> items = new ArrayList<>();
    Credentials credentials = known(request);
    for (Json.Obj span : OtlpSpans.read(tree(request, ItemType.SPAN, OtlpProtobuf::traces))) {
      items.add(Item.of(ItemType.SPAN, Json.Obj.EMPTY, JsonText.writeBytes(span)));
    }
    return accept(new Intake.Sender(request, credentials, project), items);
  }

  /** The records become one container of {@code log} entries. */
  Reply logs(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = known(request);
    List<Json> entries = OtlpLogs.read(tree(request, ItemType.LOG, OtlpProtobuf::logs));
    Json.Obj headers =
        Json.object().put("content_type", LOGS).put("item_count", entries.size()).build();
    Json.Obj container = Json.object().put("items", new Json.Arr(entries)).build();
    List<Item> items =
        entries.isEmpty()
            ? List.of()
            : List.of(Item.of(ItemType.LOG, headers, JsonText.writeBytes(container)));
    return accept(new Intake.Sender(request, credentials, project), items);
  }

  private Reply accept(Intake.Sender sender, List<Item> items) throws IngestError {
    return intake
        .admit(sender, new Envelope(Json.Obj.EMPTY, null, items))
        .quiet(id -> Reply.empty(202));
  }

  /** The sender's key, before anything of the body is read. */
  private Credentials known(IngestRequest request) throws IngestError {
    Credentials credentials = request.requiredCredentials(null);
    intake.requireKnownKey(credentials);
    return credentials;
  }

  /** Reads the binary form. */
  private interface Protobuf {
    Json.Obj read(byte[] body) throws InvalidProtocolBufferException;
  }

  private Json.Obj tree(IngestRequest request, ItemType type, Protobuf protobuf)
      throws IngestError {
    boolean json =
        switch (request.mediaType()) {
          case "application/json" -> true;
          case "application/x-protobuf", "application/protobuf" -> false;
          default ->
              throw new IngestError(
                  415, "unsupported media type", "OTLP is accepted as JSON or protobuf");
        };
    byte[] body = Body.readAll(request, intake.limits().ofOne(type));
    try {
      if (!json) {
        return protobuf.read(body);
      }
      if (JsonText.parse(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed | InvalidProtocolBufferException malformed) {
      throw IngestError.undecodable();
    }
    throw IngestError.undecodable();
  }
}
