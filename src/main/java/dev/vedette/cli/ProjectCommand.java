package dev.vedette.cli;

import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import dev.vedette.store.Sql;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette project create|list}: prints DSNs. */
@Command(
    name = "project",
    description = "Projects.",
    mixinStandardHelpOptions = true,
    subcommands = {ProjectCommand.Create.class, ProjectCommand.All.class})
final class ProjectCommand {

  @Command(
      name = "create",
      description = "Creates a project and prints its DSN.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Parameters(paramLabel = "ORG/PROJECT", description = "Slugs of organization and project.")
    private String path = "";

    @Option(names = "--platform", description = "Platform, e.g. python.")
    private @Nullable String platform;

    @Option(names = "--team", description = "Slug of the team; default the first one.")
    private @Nullable String team;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      int slash = path.indexOf('/');
      if (slash < 1) {
        throw new CommandFailure("The project must be given as ORG/PROJECT.");
      }
      String slug = path.substring(slash + 1);
      String problem = Slugs.projectProblem(slug);
      if (problem != null) {
        throw new CommandFailure(problem);
      }
      String dsn =
          options.withDatabase((storage, settings) -> {
            String url = ServerUrl.of(storage.database(), settings);
            return storage
                .database()
                .inTransaction(sql -> create(sql, url, path.substring(0, slash), slug));
          });
      Output.of(spec).println(dsn);
      return 0;
    }

    private String create(Sql sql, String url, String organization, String slug) {
      OrganizationId id =
          sql.find(
                  "SELECT id FROM organization WHERE slug = $1 AND status = 'active'",
                  row -> new OrganizationId(row.getLong(0)),
                  organization)
              .orElseThrow(() -> new CommandFailure("No organization " + organization));
      if (Provisioning.findProject(sql, id, slug).isPresent()) {
        throw new CommandFailure("A project with this slug already exists.");
      }
      Long teamId =
          sql.find(
                  """
                  SELECT id FROM team WHERE organization_id = $1 AND ($2::text IS NULL OR slug = $2)
                  ORDER BY id LIMIT 1\
                  """,
                  row -> row.getLong(0),
                  id.value(),
                  team)
              .orElse(null);
      if (team != null && teamId == null) {
        throw new CommandFailure("No team " + team);
      }
      ProjectId project = Provisioning.project(sql, id, slug, slug, platform, teamId);
      return Provisioning.dsn(url, Provisioning.firstKey(sql, project).orElseThrow(), project);
    }
  }

  @Command(
      name = "list",
      description = "Lists the projects with the DSN of the oldest key that is enabled.",
      mixinStandardHelpOptions = true)
  static final class All implements Callable<Integer> {

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      List<String> lines =
          options.withDatabase((storage, settings) -> {
            String url = ServerUrl.of(storage.database(), settings);
            return lines(storage.database().sql(), url);
          });
      lines.forEach(Output.of(spec)::println);
      return 0;
    }

    private static List<String> lines(Sql sql, String url) {
      return sql.list(
          """
          SELECT o.slug || '/' || p.slug, p.id, (SELECT k.public_key FROM project_key k
            WHERE k.project_id = p.id AND k.is_active ORDER BY k.id LIMIT 1)
          FROM project p JOIN organization o ON o.id = p.organization_id
          WHERE p.status = 'active' AND o.status = 'active' ORDER BY 1\
          """,
          row -> {
            String key = row.getString(2);
            return row.getString(0)
                + "  "
                + (key == null
                    ? "no key is enabled"
                    : Provisioning.dsn(url, key, new ProjectId(row.getLong(1))));
          });
    }
  }
}
