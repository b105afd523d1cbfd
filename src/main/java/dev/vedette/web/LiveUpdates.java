package dev.vedette.web;

import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.SecurityHeaders;
import dev.vedette.identity.Scope;
import dev.vedette.issue.EventsArrived;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Server-sent events of an organization at {@code /{organization}/live}: how much has arrived. */
public final class LiveUpdates {

  private static final String SUFFIX = "/live";
  private static final long KEEP_ALIVE_MS = 20_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Authentication authentication;
  private final Projects projects;

  /** Live updates from the given bus. */
  public LiveUpdates(Vertx vertx, Bus bus, Authentication authentication, Projects projects) {
    this.vertx = vertx;
    this.bus = bus;
    this.authentication = authentication;
    this.projects = projects;
  }

  /** Takes a request if it asks for live updates; to be called on its event loop. */
  public boolean take(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    boolean reads = request.method().name().equals("GET");
    if (!reads
        || !path.endsWith(SUFFIX)
        || path.indexOf('/', 1) != path.length() - SUFFIX.length()) {
      return false;
    }
    Context context = vertx.getOrCreateContext();
    String organization = path.substring(1, path.length() - SUFFIX.length());
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
    var unused =
        Thread.ofVirtual()
            .name("live")
            .start(() -> {
              try {
                Call.Membership membership =
                    authentication.member(
                        Access.scopes(Scope.EVENT_READ),
                        authentication.caller(headers, request.remoteAddress().hostAddress()),
                        organization);
                Set<ProjectId> seen = seen(membership);
                context.runOnContext(ready -> stream(request.response(), membership, seen));
              } catch (RuntimeException refused) {
                int status = refused instanceof Fault fault ? fault.code().status() : 503;
                context.runOnContext(back -> request.response().setStatusCode(status).end());
              }
            });
    return true;
  }

  /** The projects whose events the caller hears of. */
  private Set<ProjectId> seen(Call.Membership membership) {
    return membership.reach().of(projects.list(membership.organization())).stream()
        .map(Projects.Project::id)
        .collect(Collectors.toSet());
  }

  /** What of an announcement the caller may hear; empty when it is nothing. */
  private static List<EventsArrived.Arrival> heard(
      Call.Membership membership, Set<ProjectId> seen, EventsArrived arrived) {
    if (!arrived.organization().equals(membership.organization())) {
      return List.of();
    }
    return arrived.arrivals().stream()
        .filter(one -> membership.reach().everywhere() || seen.contains(one.project()))
        .toList();
  }

  private void stream(
      HttpServerResponse response, Call.Membership membership, Set<ProjectId> seen) {
    if (response.closed()) {
      return;
    }
    Context context = vertx.getOrCreateContext();
    SecurityHeaders.ALL.forEach(response::putHeader);
    response.putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
    // a compressed stream would wait for its buffer to fill
    response.putHeader("Content-Encoding", "identity");
    response.setChunked(true);
    response.write("retry: 3000\n\n");
    Runnable stop =
        bus.listen(
            EventsArrived.class,
            arrived -> {
              List<EventsArrived.Arrival> heard = heard(membership, seen, arrived);
              if (!heard.isEmpty()) {
                context.runOnContext(send -> write(response, heard));
              }
            });
    long timer =
        vertx.setPeriodic(KEEP_ALIVE_MS, tick -> context.runOnContext(t -> comment(response)));
    response.closeHandler(closed -> {
      stop.run();
      vertx.cancelTimer(timer);
    });
  }

  private static void comment(HttpServerResponse response) {
    if (!response.closed()) {
      response.write(": still here\n\n");
    }
  }

  /** A browser that does not read is left behind rather than filling memory. */
  private static void write(HttpServerResponse response, List<EventsArrived.Arrival> arrivals) {
    if (!response.closed() && !response.writeQueueFull()) {
      Json.Builder projects = Json.object();
      arrivals.forEach(one ->
          projects.put(
              one.project().toString(),
              Json.object()
                  .put("events", (long) one.events())
                  .put("newIssues", (long) one.newIssues())
                  .build()));
      Json data = Json.object().put("projects", projects.build()).build();
      response.write("event: arrived\ndata: %s\n\n".formatted(data.text()));
    }
  }
}
