package dev.vedette.ingest;

import dev.vedette.counter.Counters;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The crash report dialog, {@code /api/embed/error-page/} (spec 01 §14). */
final class ErrorPageEndpoint {

  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
  private static final int MAX_NAME = 128;
  private static final int MAX_EMAIL = 75;
  private static final long MAX_FORM = 256 * 1024;
  private static final int PER_MINUTE = 10;

  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    TEXTS.put("title", "It looks like we're having issues.");
    TEXTS.put("subtitle", "Our team has been notified.");
    TEXTS.put("subtitle2", "If you'd like to help, tell us what happened below.");
    TEXTS.put("labelName", "Name");
    TEXTS.put("labelEmail", "Email");
    TEXTS.put("labelComments", "What happened?");
    TEXTS.put("labelClose", "Close");
    TEXTS.put("labelSubmit", "Submit Crash Report");
    TEXTS.put(
        "errorGeneric",
        "An unknown error occurred while submitting your report. Please try again.");
    TEXTS.put(
        "errorFormEntry", "Some fields were invalid. Please correct the errors and try again.");
    TEXTS.put("successMessage", "Your feedback has been sent. Thank you!");
    TEXTS.put("name", "");
    TEXTS.put("email", "");
  }

  private final Intake intake;
  private final ProjectViews projects;
  private final Counters counters;
  private final String script;

  ErrorPageEndpoint(Intake intake, ProjectViews projects, Counters counters) {
    this.intake = intake;
    this.projects = projects;
    this.counters = counters;
    this.script = resource();
  }

  private static String resource() {
    try (InputStream in = ErrorPageEndpoint.class.getResourceAsStream("/ingest/error-page.js")) {
      if (in == null) {
        throw new IllegalStateException("error-page.js is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  Reply handle(IngestRequest request) throws IngestError {
    String origin = request.header("origin");
    Reply reply = answer(request);
    boolean script = request.method().equals("GET") && reply.status() == 200;
    String accept = request.header("accept");
    if (!script && accept != null && accept.contains("text/javascript")) {
      boolean empty = new String(reply.body(), StandardCharsets.UTF_8).equals("{}");
      Reply bare =
          new Reply(reply.status(), Map.of("Content-Type", "text/javascript"), new byte[0]);
      reply =
          empty
              ? bare
              : bare.with("X-Sentry-Context", new String(reply.body(), StandardCharsets.UTF_8));
    }
    return reply.withAll(
        Map.of(
            "Access-Control-Allow-Origin", script ? "*" : origin == null ? "" : origin,
            "Access-Control-Allow-Methods", "GET, POST, OPTIONS",
            "Access-Control-Max-Age", "1000",
            "Access-Control-Allow-Headers",
                "Content-Type, Authorization, X-Requested-With, baggage, sentry-trace",
            "Vary", "Accept"));
  }

  private Reply answer(IngestRequest request) throws IngestError {
    String eventId = EventIds.parse(request.query().getOrDefault("eventId", ""));
    if (eventId == null) {
      return missing(400, "eventId");
    }
    Dsn dsn = Dsn.parse(request.query().getOrDefault("dsn", "")).orElse(null);
    ProjectView view = dsn == null ? null : projects.byKey(dsn.publicKey()).orElse(null);
    if (dsn == null
        || view == null
        || view.project().value() != dsn.projectId()
        || view.key() == null
        || !view.key().active()
        || !view.accepting()) {
      return missing(404, "dsn");
    }
    if (!Origins.of(view.options()).allowDialog(request.origin(), request.header("referer"))) {
      return Reply.json(403, Json.Obj.EMPTY);
    }
    return switch (request.method()) {
      case "OPTIONS" -> Reply.json(200, Json.Obj.EMPTY);
      case "GET" -> script(request, view.options());
      default -> submit(request, dsn, eventId);
    };
  }

  private static Reply missing(int status, String parameter) {
    return Reply.json(
        status, Json.object().put(parameter, "Missing or invalid parameter.").build());
  }

  private Reply script(IngestRequest request, Json.Obj options) {
    Json.Builder texts = Json.object();
    TEXTS.forEach((name, text) -> texts.put(name, request.query().getOrDefault(name, text)));
    texts.put("branding", hasBranding(options) ? "Crash reports powered by Vedette" : "");
    texts.put("endpoint", "/api/embed/error-page/?" + request.rawQuery());
    // Keeps "</script" and line separators from ending the script early.
    String literal =
        texts
            .build()
            .text()
            .replace("<", "\\u003c")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029");
    return new Reply(
        200,
        Map.of("Content-Type", "text/javascript"),
        script.replace("__TEXTS__", literal).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean hasBranding(Json.Obj options) {
    return switch (options.present("feedback:branding")) {
      case Json.Bool(boolean on) -> on;
      case Json.Str(String text) -> !text.equals("0");
      case null, default -> true;
    };
  }

  private Reply submit(IngestRequest request, Dsn dsn, String eventId) throws IngestError {
    String limit = "dialog:" + dsn.publicKey() + ":" + request.clientAddress();
    if (counters.slide(limit, Duration.ofMinutes(1)).await() > PER_MINUTE) {
      return Reply.json(
              429, Json.object().put("detail", "Too many reports. Try again later.").build())
          .with("Retry-After", "60");
    }
    byte[] body = Body.readAll(request, MAX_FORM);
    Map<String, String> form =
        QueryParameters.firstOfEach(new String(body, StandardCharsets.UTF_8));
    String name = field(form, "name");
    String email = field(form, "email");
    String comments = field(form, "comments");
    Json.Builder errors = Json.object();
    errors.putPresent("name", problem(name, name.length() <= MAX_NAME, tooLong(MAX_NAME)));
    errors.putPresent("email", emailProblem(email));
    errors.putPresent("comments", problem(comments, true, ""));
    Json.Obj found = errors.build();
    if (!found.isEmpty()) {
      return Reply.json(400, Json.object().put("errors", found).build());
    }
    Json.Obj report =
        Json.object()
            .put("event_id", eventId)
            .put("name", name)
            .put("email", email)
            .put("comments", comments)
            .build();
    Json.Obj headers = Json.object().put("source", "dialog").build();
    Item item = Item.of(ItemType.USER_REPORT, headers, JsonText.writeBytes(report));
    Credentials credentials = new Credentials(dsn.publicKey(), 7, null, null);
    intake.admit(
        new Intake.Sender(request, credentials, dsn.projectId()),
        new Envelope(Json.Obj.EMPTY, eventId, List.of(item)));
    return Reply.json(200, Json.Obj.EMPTY);
  }

  private static String field(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }

  private static @Nullable Json emailProblem(String email) {
    Json problem = problem(email, EMAIL.matcher(email).matches(), "Enter a valid email address.");
    return problem != null
        ? problem
        : problem(email, email.length() <= MAX_EMAIL, tooLong(MAX_EMAIL));
  }

  private static String tooLong(int limit) {
    return "Ensure this value has at most " + limit + " characters.";
  }

  private static @Nullable Json problem(String value, boolean valid, String message) {
    if (value.isEmpty()) {
      return Json.array(Json.of("This field is required."));
    }
    return valid ? null : Json.array(Json.of(message));
  }
}
