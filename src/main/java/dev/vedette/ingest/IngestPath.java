package dev.vedette.ingest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The path of an ingest request (spec 01 §2), with or without trailing slash, repeated slashes
 * counting as one.
 *
 * @param project text of the project id; null where the path has none
 * @param argument event id or monitor slug
 * @param key public key in the path
 */
record IngestPath(
    Endpoint endpoint, @Nullable String project, @Nullable String argument, @Nullable String key) {

  enum Endpoint {
    ENVELOPE("POST"),
    STORE("POST", "GET"),
    SECURITY("POST"),
    NEL("POST"),
    MINIDUMP("POST"),
    UNREAL("POST"),
    ATTACHMENTS("POST"),
    CRON("GET", "POST"),
    OTLP_LOGS("POST"),
    OTLP_TRACES("POST"),
    ERROR_PAGE("GET", "POST", "OPTIONS"),
    HEALTH("GET");

    private final Set<String> methods;

    Endpoint(String... methods) {
      this.methods = Set.of(methods);
    }

    Set<String> methods() {
      return methods;
    }

    /** Whether its requests are there to be kept. */
    boolean appends() {
      return this != ERROR_PAGE && this != HEALTH;
    }
  }

  /** Recognises a path; null when it belongs to no ingest endpoint. */
  static @Nullable IngestPath of(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        parts.add(decode(part));
      }
    }
    if (parts.size() < 2 || !parts.getFirst().equals("api")) {
      return null;
    }
    if (parts.get(1).equals("0")) {
      // 0 is no project, but the number of the web API
      IngestPath live = relay(parts);
      return live == null ? ofProject(parts) : live;
    }
    return fixed(parts) instanceof IngestPath found ? found : ofProject(parts);
  }

  private static String decode(String part) {
    try {
      return part.indexOf('%') < 0
          ? part
          : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return part;
    }
  }

  private static @Nullable IngestPath relay(List<String> parts) {
    return String.join("/", parts).equals("api/0/relays/live")
        ? new IngestPath(Endpoint.HEALTH, null, "live", null)
        : null;
  }

  private static @Nullable IngestPath fixed(List<String> parts) {
    return switch (String.join("/", parts)) {
      case "api/store" -> new IngestPath(Endpoint.STORE, null, null, null);
      case "api/embed/error-page" -> new IngestPath(Endpoint.ERROR_PAGE, null, null, null);
      case "api/relay/healthcheck/live" -> new IngestPath(Endpoint.HEALTH, null, "live", null);
      case "api/relay/healthcheck/ready" -> new IngestPath(Endpoint.HEALTH, null, "ready", null);
      default -> null;
    };
  }

  private static @Nullable IngestPath simple(List<String> parts) {
    Endpoint endpoint =
        switch (String.join("/", parts.subList(2, parts.size()))) {
          case "envelope", "tunnel" -> Endpoint.ENVELOPE;
          case "store" -> Endpoint.STORE;
          case "security", "csp-report" -> Endpoint.SECURITY;
          case "nel" -> Endpoint.NEL;
          case "minidump" -> Endpoint.MINIDUMP;
          case "otlp/v1/logs", "integration/otlp/v1/logs" -> Endpoint.OTLP_LOGS;
          case "otlp/v1/traces", "integration/otlp/v1/traces" -> Endpoint.OTLP_TRACES;
          default -> null;
        };
    return endpoint == null ? null : new IngestPath(endpoint, parts.get(1), null, null);
  }

  private static @Nullable IngestPath ofProject(List<String> parts) {
    IngestPath simple = simple(parts);
    if (simple != null) {
      return simple;
    }
    String project = parts.get(1);
    List<String> rest = parts.subList(2, parts.size());
    if (rest.size() == 3 && rest.getFirst().equals("events") && rest.get(2).equals("attachments")) {
      return new IngestPath(Endpoint.ATTACHMENTS, project, rest.get(1), null);
    }
    if (rest.size() == 2 && rest.getFirst().equals("unreal")) {
      return new IngestPath(Endpoint.UNREAL, project, null, rest.get(1));
    }
    if (rest.size() >= 2 && rest.size() <= 3 && rest.getFirst().equals("cron")) {
      String key = rest.size() == 3 ? rest.get(2) : null;
      return new IngestPath(Endpoint.CRON, project, rest.get(1), key);
    }
    return null;
  }

  /**
   * The project id, or null where the path has none; ids beyond 63 bits, which no project has, are
   * negative.
   */
  @Nullable Long projectId() throws IngestError {
    if (project == null) {
      return null;
    }
    try {
      long id = project.matches("\\d{1,20}") ? Long.parseUnsignedLong(project) : 0;
      if (id != 0) {
        return id;
      }
    } catch (NumberFormatException tooLarge) {
      throw new IngestError(400, "bad project path parameter");
    }
    throw new IngestError(400, "bad project path parameter");
  }
}
