package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Dsn;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/{pid}/envelope/} (spec 01 §7). */
final class EnvelopeEndpoint {

  private final Intake intake;

  EnvelopeEndpoint(Intake intake) {
    this.intake = intake;
  }

  Reply post(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials given = request.credentials(null);
    try (Payloads payloads = intake.payloads()) {
      return Body.read(
          request,
          intake.limits().envelope(),
          in ->
              read(
                  request,
                  project,
                  given,
                  new EnvelopeReader(in, intake.limits(), payloads),
                  payloads));
    }
  }

  private Reply read(
      IngestRequest request,
      @Nullable Long project,
      @Nullable Credentials given,
      EnvelopeReader reader,
      Payloads payloads)
      throws IOException, IngestError {
    Json.Obj header = header(request, reader, given);
    Credentials credentials = given != null ? given : fromDsn(header);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    if (header == null) {
      throw refused(sender, IngestError.badEnvelope("missing envelope header"));
    }
    Envelope envelope;
    try {
      if (given != null) {
        checkDsn(header, credentials, project);
      }
      intake.requireKnownKey(credentials);
      envelope = reader.items(header);
    } catch (IngestError malformed) {
      throw refused(sender, malformed);
    }
    return intake.admit(sender, envelope, payloads).strict(EnvelopeEndpoint::answer);
  }

  private Json.@Nullable Obj header(
      IngestRequest request, EnvelopeReader reader, @Nullable Credentials given)
      throws IOException, IngestError {
    try {
      return reader.header();
    } catch (IngestError malformed) {
      if (given == null) {
        throw new IngestError(401, "bad envelope authentication header");
      }
      throw refused(new Intake.Sender(request, given, null), malformed);
    }
  }

  private IngestError refused(Intake.Sender sender, IngestError error) throws IngestError {
    if (error.detail().equals("invalid event envelope")) {
      intake.refuse(sender, "invalid_envelope", Category.DEFAULT);
    }
    return error;
  }

  private static Credentials fromDsn(Json.@Nullable Obj header) throws IngestError {
    if (header == null) {
      throw new IngestError(401, "missing authorization information");
    }
    String text = header.string("dsn");
    Dsn dsn = text == null ? null : Dsn.parse(text).orElse(null);
    if (dsn == null) {
      throw new IngestError(401, "bad envelope authentication header");
    }
    return new Credentials(Credentials.publicKey(dsn.publicKey()), 7, null, null);
  }

  private static void checkDsn(Json.Obj header, Credentials credentials, @Nullable Long project)
      throws IngestError {
    String text = header.string("dsn");
    Dsn dsn = text == null ? null : Dsn.parse(text).orElse(null);
    if (dsn == null) {
      return;
    }
    if (project != null && project != dsn.projectId()) {
      throw mismatch("project id");
    }
    if (!Objects.equals(dsn.publicKey(), credentials.publicKey())) {
      throw mismatch("public key");
    }
  }

  private static IngestError mismatch(String what) {
    return IngestError.badEnvelope(what + " header mismatch between envelope and request");
  }

  static Reply answer(@Nullable String eventId) {
    return Reply.json(
        200, eventId == null ? Json.Obj.EMPTY : Json.object().put("id", eventId).build());
  }
}
