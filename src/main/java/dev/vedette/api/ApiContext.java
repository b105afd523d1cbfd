package dev.vedette.api;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.project.Projects;
import dev.vedette.store.Database;
import java.util.Optional;

/**
 * What the resources of the API work with.
 *
 * @param url address of the server as clients see it
 */
public record ApiContext(Bus bus, Database database, Blobs blobs, String url) {

  Projects projects() {
    return new Projects(database);
  }

  /** The project in the path, within the organization in the path. */
  Projects.Project project(Call call) {
    return projects()
        .find(call.organization().organization(), call.parameter("project"))
        .orElseThrow(Fault::notFound);
  }

  /** The issue in the path, within the organization in the path. */
  IssueView issue(Call call) {
    return issue(call, call.parameter("issue"));
  }

  /** An issue by its number or short id, within the organization in the path. */
  IssueView issue(Call call, String name) {
    return findIssue(call, name).orElseThrow(Fault::notFound);
  }

  /** As {@link #issue(Call, String)}; empty when there is none. */
  Optional<IssueView> findIssue(Call call, String name) {
    return bus.request(
            new FindIssue(call.organization().organization(), call.caller().signedIn().id(), name))
        .await();
  }
}
