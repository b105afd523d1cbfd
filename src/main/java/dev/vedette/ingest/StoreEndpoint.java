package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/{pid}/store/}, and the same by GET (spec 01 §10). */
final class StoreEndpoint {

  private static final int TOO_LARGE = 413;
  private static final String ENVELOPE_TYPE = "application/x-sentry-envelope";
  private static final double FARTHEST_SECOND = 1e11;
  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  private final Intake intake;
  private final EnvelopeEndpoint envelopes;

  StoreEndpoint(Intake intake, EnvelopeEndpoint envelopes) {
    this.intake = intake;
    this.envelopes = envelopes;
  }

  Reply post(IngestRequest request, @Nullable Long project) throws IngestError {
    if (request.mediaType().equals(ENVELOPE_TYPE)) {
      return envelopes.post(request, project);
    }
    Credentials credentials = request.requiredCredentials(null);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    return admit(sender, body(sender)).strict(EnvelopeEndpoint::answer);
  }

  private byte[] body(Intake.Sender sender) throws IngestError {
    try {
      byte[] body = Body.readAll(sender.request(), intake.limits().ofOne(ItemType.EVENT));
      return body.length == 0 ? body : decoded(sender, body);
    } catch (IngestError refused) {
      if (refused.status() != TOO_LARGE) {
        throw refused;
      }
      intake.list(sender, "too_large:event", Category.ERROR);
      throw refused.of("too_large:event");
    }
  }

  private byte[] decoded(Intake.Sender sender, byte[] body) throws IngestError {
    try {
      return decode(body);
    } catch (IngestError unreadable) {
      if (unreadable.status() != TOO_LARGE) {
        intake.refuse(sender, "invalid_json", Category.ERROR);
      }
      throw unreadable;
    }
  }

  Reply get(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = request.requiredCredentials(null);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    String data = request.query().getOrDefault("sentry_data", "");
    byte[] body = data.getBytes(StandardCharsets.UTF_8);
    Intake.Admission admission = admit(sender, body.length == 0 ? body : decoded(sender, body));
    return admission.quiet(id ->
        new Reply(
            200,
            java.util.Map.of("Content-Type", "image/gif", "X-Sentry-ID", String.valueOf(id)),
            PIXEL));
  }

  private Intake.Admission admit(Intake.Sender sender, byte[] body) throws IngestError {
    if (body.length == 0) {
      intake.refuse(sender, "no_data", Category.ERROR);
      throw new IngestError(400, "empty request body").of("no_data");
    }
    String client = sender.credentials().client();
    boolean raven = client != null && client.startsWith("raven-python/");
    byte[] json = raven ? withoutInfinities(body) : body;
    Json.Obj event;
    String id;
    try {
      event = JsonText.parse(json) instanceof Json.Obj object ? object : null;
      if (event == null) {
        throw invalidJson(sender, "the event is no object");
      }
      id = eventId(sender, event);
    } catch (JsonText.Malformed malformed) {
      throw invalidJson(sender, String.valueOf(malformed.getMessage()));
    }
    ItemType type =
        "transaction".equals(event.string("type")) ? ItemType.TRANSACTION : ItemType.EVENT;
    Item item = Item.of(type, Json.Obj.EMPTY, json);
    return intake.admit(sender, new Envelope(header(sender.credentials()), id, List.of(item)));
  }

  /** The time of sending, which an envelope has in its first line (spec 01 §19). */
  private static Json.Obj header(Credentials credentials) {
    Double seconds = credentials.timestamp();
    if (seconds == null || seconds <= 0 || seconds > FARTHEST_SECOND) {
      return Json.Obj.EMPTY;
    }
    Instant sent = Instant.ofEpochMilli((long) (seconds * 1000));
    return Json.object().put("sent_at", sent.toString()).build();
  }

  private @Nullable String eventId(Intake.Sender sender, Json.Obj event) throws IngestError {
    Json given = event.present("event_id");
    if (given == null || given.equals(Json.of(""))) {
      return null;
    }
    String id = given instanceof Json.Str(String text) ? EventIds.parse(text) : null;
    if (id == null) {
      throw invalidJson(sender, "event_id is no UUID");
    }
    return id;
  }

  private IngestError invalidJson(Intake.Sender sender, String cause) throws IngestError {
    intake.refuse(sender, "invalid_json", Category.ERROR);
    return new IngestError(400, "invalid JSON data", cause).of("invalid_json");
  }

  /** Plain JSON, or base64 of JSON, or base64 of zlib of JSON. */
  private byte[] decode(byte[] body) throws IngestError {
    if (body[0] == '{') {
      return body;
    }
    byte[] decoded;
    try {
      String text = new String(body, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw IngestError.undecodable();
    }
    if (decoded.length > 0 && decoded[0] == '{') {
      return decoded;
    }
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(decoded))) {
      long limit = intake.limits().ofOne(ItemType.EVENT);
      byte[] inflated = in.readNBytes((int) limit + 1);
      if (inflated.length > limit) {
        throw IngestError.tooLarge();
      }
      return inflated;
    } catch (IOException broken) {
      throw IngestError.undecodable();
    }
  }

  private static byte[] withoutInfinities(byte[] json) {
    return new String(json, StandardCharsets.UTF_8)
        .replaceAll("([:\\[,]\\s*)(?:-?Infinity|NaN)(?=\\s*[,\\]}])", "$10")
        .getBytes(StandardCharsets.UTF_8);
  }
}
