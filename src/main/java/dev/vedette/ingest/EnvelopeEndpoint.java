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
    HeaderLine.Line line = reader.header();
    Intake.Sender sender =
        given == null ? ofDsn(request, line, project) : new Intake.Sender(request, given, project);
    Envelope envelope;
    try {
      if (line == null) {
        throw IngestError.badEnvelope("missing envelope header");
      }
      Json.Obj header = line.faultless();
      if (given != null) {
        checkDsn(header, given, project);
      }
      intake.requireKnownKey(sender.credentials());
      envelope = reader.items(header);
    } catch (IngestError malformed) {
      throw refused(sender, malformed);
    }
    return intake.admit(sender, envelope, payloads).strict(EnvelopeEndpoint::answer);
  }

  private IngestError refused(Intake.Sender sender, IngestError error) throws IngestError {
    String reason = error.reason();
    if (reason != null) {
      intake.refuse(sender, reason, Category.DEFAULT);
    }
    return error;
  }

  /** Whom the DSN in the first line names, when nothing else names anybody (spec 01 §4.3). */
  private static Intake.Sender ofDsn(
      IngestRequest request, HeaderLine.@Nullable Line line, @Nullable Long project)
      throws IngestError {
    if (line == null) {
      throw new IngestError(401, "missing authorization information");
    }
    String text = line.object() == null ? null : line.object().string("dsn");
    Dsn dsn = text == null ? null : Dsn.parse(text).orElse(null);
    if (dsn == null) {
      throw new IngestError(401, "bad envelope authentication header");
    }
    String key = Credentials.publicKey(dsn.publicKey());
    // one of two different projects is not the key's
    boolean agrees = project == null || project == dsn.projectId();
    return new Intake.Sender(
        request,
        new Credentials(key, Credentials.DEFAULT_VERSION, null, null),
        agrees ? Long.valueOf(dsn.projectId()) : Intake.NO_PROJECT);
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
