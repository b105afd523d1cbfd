package dev.vedette.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OTLP exports of traces and logs, as JSON or protobuf (spec 01 §15). */
final class OtlpEndpoint {

  private static final String LOGS = "application/vnd.sentry.items.log+json";
  private static final String SPANS = "application/vnd.sentry.items.span.v2+json";

  /** Spans that travel together; far below what a container may hold. */
  private static final int SPANS_OF_CONTAINER = 100;

  private final Intake intake;

  OtlpEndpoint(Intake intake) {
    this.intake = intake;
  }

  /** The spans become containers of {@code span} entries, as many as an export holds. */
  Reply traces(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = known(request);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    List<Json.Obj> spans = OtlpSpans.read(tree(sender, ItemType.SPAN, OtlpProtobuf::traces));
    List<Item> items = new ArrayList<>();
    for (int from = 0; from < spans.size(); from += SPANS_OF_CONTAINER) {
      int to = Math.min(spans.size(), from + SPANS_OF_CONTAINER);
      items.add(container(ItemType.SPAN, SPANS, List.copyOf(spans.subList(from, to))));
    }
    return accept(sender, items);
  }

  private static Item container(ItemType type, String contentType, List<Json> entries) {
    Json.Obj headers =
        Json.object().put("content_type", contentType).put("item_count", entries.size()).build();
    Json.Obj container = Json.object().put("items", new Json.Arr(entries)).build();
    return Item.of(type, headers, JsonText.writeBytes(container));
  }

  /** The records become one container of {@code log} entries. */
  Reply logs(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = known(request);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    List<Json> entries =
        OtlpLogs.read(tree(sender, ItemType.LOG, OtlpProtobuf::logs), request.received());
    List<Item> items =
        entries.isEmpty() ? List.of() : List.of(container(ItemType.LOG, LOGS, entries));
    return accept(sender, items);
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

  private Json.Obj tree(Intake.Sender sender, ItemType type, Protobuf protobuf) throws IngestError {
    IngestRequest request = sender.request();
    Category category = type == ItemType.SPAN ? Category.SPAN : Category.LOG_ITEM;
    boolean json;
    switch (request.mediaType()) {
      case "application/json" -> json = true;
      case "application/x-protobuf", "application/protobuf" -> json = false;
      default -> {
        intake.list(sender, "content_type", category);
        throw new IngestError(
            415, "unsupported media type", "OTLP is accepted as JSON or protobuf");
      }
    }
    byte[] body = Body.readAll(request, intake.limits().ofOne(type));
    try {
      if (!json) {
        return protobuf.read(body);
      }
      if (JsonText.parse(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      // told below, as what is no object
    } catch (InvalidProtocolBufferException malformed) {
      intake.refuse(sender, "invalid_proto", category);
      throw IngestError.undecodable().of("invalid_proto");
    }
    intake.refuse(sender, "invalid_json", category);
    throw IngestError.undecodable().of("invalid_json");
  }
}
