package dev.vedette.api;

import dev.vedette.blob.StoredContent;
import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.AttachmentAccess;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.DeleteAttachment;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListEvents;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events of issues and projects, and their attachments (spec 02 §19.3, §26). */
final class EventResource {

  private static final String PROJECT = "/api/0/projects/{organization}/{project}/events/";
  private static final String ISSUE = "/api/0/organizations/{organization}/issues/{issue}/events/";

  private static final Duration WINDOW_OF_PROJECT = Duration.ofDays(30);
  private static final Pattern SCREENSHOT = Pattern.compile("screenshot(-[1-3])?\\.(jpg|png)");

  private static final Pattern EVENT_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private final ApiContext context;

  EventResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PROJECT, ProjectResource.READ, this::ofProject),
        new Route("GET", PROJECT + "{event}/", ProjectResource.READ, this::one),
        new Route("GET", PROJECT + "{event}/json/", ProjectResource.READ, this::stored),
        new Route("GET", PROJECT + "{event}/attachments/", ProjectResource.READ, this::attachments),
        new Route(
            "GET",
            PROJECT + "{event}/attachments/{attachment}/",
            IssueResource.READ,
            this::attachment),
        new Route(
            "DELETE",
            PROJECT + "{event}/attachments/{attachment}/",
            Access.scopes(Scope.EVENT_ADMIN),
            this::deleteAttachment),
        new Route("GET", ISSUE, IssueResource.READ, this::ofIssue),
        new Route("GET", ISSUE + "{event}/", IssueResource.READ, this::oneOfIssue));
  }

  private Answer list(
      Call call, ProjectId project, @Nullable Long issue, @Nullable Duration usual) {
    Paging paging = Paging.of(call);
    ListEvents.Window window = window(call, usual);
    ListEvents.Page page =
        context
            .bus()
            .request(
                new ListEvents(
                    call.organization().organization(),
                    project,
                    issue,
                    window,
                    paging.limit(),
                    paging.offset()))
            .await();
    boolean full = isOn(call, "full");
    List<Json> events =
        full
            ? page.events().stream()
                // one that was deleted meanwhile is left out
                .flatMap(event -> found(call, project, issue, event.id()).stream())
                .map(found -> (Json) EventJson.of(found))
                .toList()
            : page.events().stream().map(event -> (Json) IssueJson.event(event)).toList();
    return paging.answer(call, new Json.Arr(events), page.more());
  }

  /** The window that a request names; the usual one where it names none. */
  private static ListEvents.Window window(Call call, @Nullable Duration usual) {
    boolean named =
        List.of("statsPeriod", "start", "end", "statsPeriodStart", "statsPeriodEnd").stream()
            .anyMatch(name -> call.first(name) != null);
    boolean sample = isOn(call, "sample");
    if (!named && usual == null) {
      return new ListEvents.Window(null, null, sample, call.all("environment"));
    }
    TimeRange range =
        TimeRange.of(call, Instant.now(), usual == null ? Duration.ofDays(90) : usual);
    // what came this very second has a place, too
    boolean ends = call.first("end") != null || call.first("statsPeriodEnd") != null;
    Instant end = ends ? range.end() : null;
    return new ListEvents.Window(range.start(), end, sample, call.all("environment"));
  }

  private static boolean isOn(Call call, String parameter) {
    String value = call.first(parameter);
    return value != null && (value.equals("1") || value.equalsIgnoreCase("true"));
  }

  private Answer ofProject(Call call) {
    return list(call, context.project(call).id(), null, WINDOW_OF_PROJECT);
  }

  private Answer ofIssue(Call call) {
    IssueView issue = context.issue(call);
    String query = call.first("query");
    String event = query == null ? "" : query.strip().replace("-", "");
    if (EVENT_ID.matcher(event).matches()) {
      Optional<FindEvent.Found> hit = found(call, issue.project(), issue.id(), event);
      if (hit.isPresent()) {
        return Paging.of(call)
            .answer(call, Json.array(EventJson.of(hit.get())), false)
            .with("X-Sentry-Direct-Hit", "1");
      }
    }
    return list(call, issue.project(), issue.id(), null);
  }

  private FindEvent.Found find(Call call, ProjectId project, @Nullable Long issue) {
    return find(call, project, issue, call.parameter("event"));
  }

  private FindEvent.Found find(Call call, ProjectId project, @Nullable Long issue, String event) {
    return found(call, project, issue, event)
        .orElseThrow(() -> new Fault(Fault.Code.NOT_FOUND, "Event not found"));
  }

  private Optional<FindEvent.Found> found(
      Call call, ProjectId project, @Nullable Long issue, String event) {
    return context
        .bus()
        .request(
            new FindEvent(
                call.organization().organization(), project, issue, event, call.all("environment")))
        .await();
  }

  private FindEvent.Found ofPath(Call call) {
    String group = call.first("group_id");
    Long issue = group != null && group.matches("\\d{1,18}") ? Long.valueOf(group) : null;
    return find(call, context.project(call).id(), issue);
  }

  private Answer one(Call call) {
    return Answer.ok(EventJson.of(ofPath(call)));
  }

  private Answer stored(Call call) {
    FindEvent.Found found = ofPath(call);
    return Answer.ok(EventJson.stored(found))
        .with("Content-Disposition", "attachment; filename=\"%s.json\"".formatted(found.id()));
  }

  private Answer oneOfIssue(Call call) {
    IssueView issue = context.issue(call);
    return Answer.ok(EventJson.of(find(call, issue.project(), issue.id())));
  }

  private Answer attachments(Call call) {
    FindEvent.Found found = ofPath(call);
    String query = call.first("query");
    List<Json> files =
        found.files().stream()
            .filter(file -> query == null || isFound(file, query))
            .map(file -> (Json) EventJson.file(found.id(), file))
            .toList();
    return Paging.of(call).slice(call, files);
  }

  /** Whether every word of a query is in the name; one of them may ask for screenshots. */
  private static boolean isFound(FindEvent.File file, String query) {
    String name = file.name().toLowerCase(Locale.ROOT);
    for (String word : query.toLowerCase(Locale.ROOT).strip().split("\\s+")) {
      boolean matches =
          word.equals("is:screenshot") ? SCREENSHOT.matcher(name).matches() : name.contains(word);
      if (!matches) {
        return false;
      }
    }
    return true;
  }

  private Answer deleteAttachment(Call call) {
    Projects.Project project = context.project(call);
    FindEvent.Found found = find(call, project.id(), null);
    var unused =
        context
            .bus()
            .request(
                new DeleteAttachment(
                    call.organization().organization(),
                    project.id(),
                    found.issue(),
                    file(call, found).id(),
                    call.caller().signedIn().id()))
            .await();
    return Answer.empty(204);
  }

  private static FindEvent.File file(Call call, FindEvent.Found found) {
    return found.files().stream()
        .filter(one -> Long.toString(one.id()).equals(call.parameter("attachment")))
        .findFirst()
        .orElseThrow(() -> new Fault(Fault.Code.NOT_FOUND, "Attachment not found"));
  }

  private Answer attachment(Call call) {
    Projects.Project project = context.project(call);
    FindEvent.Found found = find(call, project.id(), null);
    FindEvent.File file = file(call, found);
    if (!call.query().containsKey("download")) {
      return Answer.ok(EventJson.file(found.id(), file));
    }
    AttachmentAccess.require(context.database(), call);
    return download(project, file);
  }

  private Answer download(Projects.Project project, FindEvent.File file) {
    InputStream content =
        context
            .database()
            .sql()
            .one(
                "SELECT content, blob_id FROM attachment WHERE project_id = $1 AND id = $2",
                this::content,
                project.id().value(),
                file.id());
    String name = file.name().substring(file.name().lastIndexOf('/') + 1);
    Map<String, String> headers = new LinkedHashMap<>();
    // Never shown inline: an attachment is whatever an SDK, or an attacker, sent.
    headers.put("Content-Type", "application/octet-stream");
    headers.put(
        "Content-Disposition",
        "attachment; filename=\""
            + name.replaceAll("[\"\\\\\\p{Cntrl}]", "_").replaceAll("\\s+", " ")
            + "\"");
    return Answer.stream(headers, file.size(), content);
  }

  private InputStream content(Row row) {
    try {
      return StoredContent.open(
          context.blobs(),
          row.getBuffer(0) == null ? null : row.getBuffer(0).getBytes(),
          row.getString(1));
    } catch (IOException missing) {
      throw new Fault(Fault.Code.NOT_FOUND, "Attachment not found", missing);
    }
  }
}
