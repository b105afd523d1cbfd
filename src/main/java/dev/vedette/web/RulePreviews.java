package dev.vedette.web;

import dev.vedette.grouping.GroupingSettings;
import dev.vedette.grouping.PreviewRules;
import dev.vedette.http.Call;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListEvents;
import dev.vedette.project.Projects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what drafted rules would make of a project's newest events. */
final class RulePreviews {

  private static final int EVENTS = 50;

  /** More issues than these are counted, not named. */
  private static final int NAMED = 8;

  /** A rule that takes so many of the events is worth a warning. */
  private static final double LARGE_SHARE = 0.5;

  private static final int LARGE_LEAST = 5;

  private final Pages pages;

  RulePreviews(Pages pages) {
    this.pages = pages;
  }

  /** In sentences; none where the project has no events. */
  List<String> lines(
      Call call, Projects.Project project, GroupingSettings present, GroupingSettings drafted) {
    List<PreviewRules.Sample> samples = samples(call, project);
    if (samples.isEmpty()) {
      return List.of();
    }
    PreviewRules.Preview preview =
        pages.bus().request(new PreviewRules(present, drafted, samples)).await();
    List<String> lines = new ArrayList<>();
    lines.add(
        preview.changed() == 0
            ? "None of the newest %d events would have other hashes.".formatted(preview.events())
            : "%d of the newest %d events would have other hashes."
                .formatted(preview.changed(), preview.events()));
    for (List<Long> issues : preview.merged()) {
      lines.add("Would come together: " + names(call, issues) + ".");
    }
    for (PreviewRules.Split split : preview.split()) {
      lines.add(
          "Would become %d issues: %s."
              .formatted(split.into(), names(call, List.of(split.issue()))));
    }
    preview.caught().forEach(caught -> lines.add(caught(caught, preview.events())));
    return lines;
  }

  private static String caught(PreviewRules.Caught caught, int events) {
    String line = "%s takes %d of them.".formatted(caught.rule(), caught.events());
    boolean large = caught.events() >= LARGE_LEAST && caught.events() >= events * LARGE_SHARE;
    return large && caught.isWhole()
        ? line + " They would all be one issue: is the rule too wide?"
        : line;
  }

  private List<PreviewRules.Sample> samples(Call call, Projects.Project project) {
    List<PreviewRules.Sample> samples = new ArrayList<>();
    for (ListEvents.Summary event :
        pages
            .bus()
            .request(
                new ListEvents(
                    call.organization().organization(),
                    project.id(),
                    null,
                    ListEvents.Window.ALL,
                    EVENTS,
                    0))
            .await()
            .events()) {
      Long issue = event.issue();
      if (issue != null) {
        samples.add(new PreviewRules.Sample(issue, event.payload()));
      }
    }
    return samples;
  }

  private String names(Call call, List<Long> issues) {
    List<String> names = new ArrayList<>();
    for (long issue : issues.subList(0, Math.min(NAMED, issues.size()))) {
      name(call, issue).ifPresent(names::add);
    }
    String all = String.join(", ", names);
    return issues.size() > NAMED ? all + " and %d more".formatted(issues.size() - NAMED) : all;
  }

  private Optional<String> name(Call call, long issue) {
    return pages
        .bus()
        .request(
            new FindIssue(
                call.organization().organization(),
                call.caller().signedIn().id(),
                Long.toString(issue)))
        .await()
        .map(RulePreviews::name);
  }

  private static String name(IssueView issue) {
    return "%s (%s)".formatted(issue.shortId(), issue.title());
  }
}
