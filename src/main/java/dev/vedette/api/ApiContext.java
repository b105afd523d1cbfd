package dev.vedette.api;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.config.SecretKey;
import dev.vedette.counter.Counters;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.Moved;
import dev.vedette.identity.Invitations;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.FormerSlugs;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Projects;
import dev.vedette.store.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the resources of the API work with.
 *
 * @param secretKey makes links that the database alone does not tell
 * @param url address of the server as clients see it
 * @param loaderBase what the addresses of loader scripts begin with
 * @param secureCookies whether cookies are sent over https only
 * @param organizationsByEveryone whether everyone with an account may make organizations
 */
public record ApiContext(
    Bus bus,
    Database database,
    Blobs blobs,
    Counters counters,
    Authentication authentication,
    InstantSource clock,
    SecretKey secretKey,
    String url,
    String loaderBase,
    boolean secureCookies,
    boolean organizationsByEveryone) {

  Invitations invitations() {
    return new Invitations(database, secretKey);
  }

  /** The call as if its path named each organization in turn in which it may read projects. */
  List<Call> everyOrganization(Call call) {
    OrganizationId own = call.caller().organization();
    List<String> slugs =
        database
            .sql()
            .list(
                """
                SELECT o.slug FROM organization o
                WHERE o.status = 'active' AND (o.id = $2 OR EXISTS (SELECT FROM member m
                  WHERE m.organization_id = o.id AND m.account_id = $1)) ORDER BY o.name, o.id\
                """,
                row -> row.getString(0),
                own == null ? call.caller().signedIn().id() : null,
                own == null ? null : own.value());
    return slugs.stream()
        .map(slug -> call.within(authentication.member(ProjectResource.READ, call.caller(), slug)))
        .toList();
  }

  Projects projects() {
    return new Projects(database);
  }

  /** The project in the path, within the organization in the path, if the caller may see it. */
  Projects.Project project(Call call) {
    OrganizationId organization = call.organization().organization();
    String name = call.parameter("project");
    return projects()
        .find(organization, name)
        .map(found -> seen(call, found))
        .orElseThrow(() ->
            FormerSlugs.project(database.sql(), organization, name)
                .flatMap(slug -> projects().find(organization, slug))
                .map(found -> seen(call, found))
                .<RuntimeException>map(found -> new Moved("project", found.slug()))
                .orElseGet(Fault::notFound));
  }

  private static Projects.Project seen(Call call, Projects.Project project) {
    if (!call.organization().reach().covers(project)) {
      throw Fault.forbidden();
    }
    return project;
  }

  /** The projects of the organization in the path that the caller may see. */
  List<Projects.Project> reachable(Call call) {
    return call.organization().reach().of(projects().list(call.organization().organization()));
  }

  /**
   * The projects that the parameters choose of those that the caller may see, by ids or slugs; all
   * without a choice (spec 11 §5.3).
   */
  List<Projects.Project> chosen(Call call) {
    List<String> ids = named(call, "project", "-1");
    List<String> slugs = named(call, "projectSlug", "$all");
    if (!ids.isEmpty() && !slugs.isEmpty()) {
      throw Fault.invalid("Cannot query for both ids and slugs");
    }
    List<String> names = ids.isEmpty() ? slugs : ids;
    List<Projects.Project> all = reachable(call);
    if (names.isEmpty()) {
      return all;
    }
    List<Projects.Project> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          all.stream()
              .filter(one -> one.slug().equals(name) || one.id().toString().equals(name))
              .findFirst()
              .orElseThrow(Fault::forbidden));
    }
    return chosen;
  }

  private static List<String> named(Call call, String parameter, String everything) {
    return call.all(parameter).stream()
        .filter(name -> !name.isEmpty() && !name.equals(everything))
        .toList();
  }

  /** The organization in the path, as lists and its projects and teams show it. */
  Json.Obj organization(Call call) {
    return database
        .sql()
        .one(
            "SELECT id, slug, name, created_at, options::text FROM organization WHERE id = $1",
            row ->
                Shapes.organization(
                    row.getLong(0),
                    row.getString(1),
                    row.getString(2),
                    row.getOffsetDateTime(3),
                    JsonText.parseTrustedObject(row.getString(4)),
                    url),
            call.organization().organization().value());
  }

  /** The issue in the path, within the organization in the path. */
  IssueView issue(Call call) {
    return issue(call, call.parameter("issue"));
  }

  /** An issue by its number or short id, within the organization in the path. */
  IssueView issue(Call call, String name) {
    return findIssue(call, name).orElseThrow(Fault::notFound);
  }

  /** An issue of the organization in the path, whether or not the caller may see its project. */
  Optional<IssueView> issueOf(Call call, String name) {
    return bus.request(
            new FindIssue(call.organization().organization(), call.caller().signedIn().id(), name))
        .await();
  }

  /** As {@link #issue(Call, String)}; empty when there is none. */
  Optional<IssueView> findIssue(Call call, String name) {
    Optional<IssueView> found = issueOf(call, name);
    if (found.isPresent() && !call.organization().reach().everywhere()) {
      var unused =
          seen(
              call,
              projects()
                  .find(call.organization().organization(), found.get().project().toString())
                  .orElseThrow(Fault::notFound));
    }
    return found;
  }
}
