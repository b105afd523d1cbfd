package dev.vedette.web;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.config.SecretKey;
import dev.vedette.counter.Counters;
import dev.vedette.feed.Feed;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Caller;
import dev.vedette.identity.Account;
import dev.vedette.identity.Invitations;
import dev.vedette.project.Projects;
import dev.vedette.store.Database;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders templates, and what all pages work with. */
public final class Pages {

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.vedette.jte");
  private final Bus bus;
  private final Database database;
  private final Counters counters;
  private final InstantSource clock;
  private final String url;
  private final boolean secureCookies;
  private final Blobs blobs;
  private final Invitations invitations;
  private final Feed feed;

  /**
   * Pages over the given services.
   *
   * @param url address of the server as browsers see it
   * @param secureCookies whether cookies are sent over https only
   */
  public Pages(
      Bus bus,
      Database database,
      Counters counters,
      InstantSource clock,
      String url,
      boolean secureCookies,
      Blobs blobs,
      SecretKey secretKey,
      Feed feed) {
    this.bus = bus;
    this.database = database;
    this.counters = counters;
    this.clock = clock;
    this.url = url;
    this.secureCookies = secureCookies;
    this.blobs = blobs;
    this.feed = feed;
    this.invitations = new Invitations(database, secretKey);
  }

  /**
   * What surrounds every page.
   *
   * @param organization slug of the organization, or null outside of one
   * @param csrf what forms repeat, or null without a session
   * @param theme {@code light}, {@code dark}, or {@code system}
   * @param path where a form that belongs to no page leads back to
   * @param superuser whether the reader runs the server
   */
  public record Surroundings(
      String title,
      @Nullable String organization,
      @Nullable String user,
      @Nullable String csrf,
      String theme,
      String path,
      boolean superuser) {

    /** The same with the navigation of an organization. */
    Surroundings within(@Nullable String other) {
      return new Surroundings(title, other, user, csrf, theme, path, superuser);
    }
  }

  Bus bus() {
    return bus;
  }

  Database database() {
    return database;
  }

  Invitations invitations() {
    return invitations;
  }

  Feed feed() {
    return feed;
  }

  Blobs blobs() {
    return blobs;
  }

  Counters counters() {
    return counters;
  }

  Instant now() {
    return clock.instant();
  }

  Projects projects() {
    return new Projects(database);
  }

  /** The projects of the organization that the caller may see. */
  List<Projects.Project> reachable(Call call) {
    return call.organization().reach().of(projects().list(call.organization().organization()));
  }

  /** A team of an organization. */
  public record Team(long id, String slug) {}

  /** The teams of the organization in the path of a call, by name. */
  List<Team> teams(Call call) {
    return database
        .sql()
        .list(
            "SELECT id, slug FROM team WHERE organization_id = $1 ORDER BY slug",
            row -> new Team(row.getLong(0), row.getString(1)),
            call.organization().organization().value());
  }

  /** The project in the path of a call, if the caller may see it. */
  Projects.Project project(Call call) {
    Projects.Project project =
        projects()
            .find(call.organization().organization(), call.parameter("project"))
            .orElseThrow(Fault::notFound);
    if (!call.organization().reach().covers(project)) {
      throw Fault.forbidden();
    }
    return project;
  }

  String url() {
    return url;
  }

  boolean secureCookies() {
    return secureCookies;
  }

  static Surroundings around(String title, Call call) {
    Call.Membership membership = call.membership();
    Surroundings around =
        around(title, call.caller(), membership == null ? null : membership.slug());
    return new Surroundings(
        title,
        around.organization(),
        around.user(),
        around.csrf(),
        ThemePages.of(call),
        path(call.url()),
        around.superuser());
  }

  private static String path(String url) {
    return local(url.replaceFirst("^https?://[^/]*", ""));
  }

  /** A path of this server, else the root: only such paths are followed. */
  static String local(@Nullable String next) {
    return next == null || !next.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*") ? "/" : next;
  }

  static Surroundings around(String title, Caller caller, @Nullable String organization) {
    Account account = caller.account();
    return new Surroundings(
        title,
        organization,
        account == null ? null : account.shownName(),
        caller.csrfToken(),
        ThemePages.SYSTEM,
        "/",
        account != null && account.isSuperuser());
  }

  /** The organization of a person that the navigation leads to where the address names none. */
  Optional<String> home(@Nullable Account account) {
    return account == null ? Optional.empty() : organizations(account).stream().findFirst();
  }

  /** Slugs of the organizations of an account, oldest first. */
  List<String> organizations(Account account) {
    return database
        .sql()
        .list(
            """
            SELECT o.slug FROM organization o JOIN member m ON m.organization_id = o.id
            WHERE m.account_id = $1 AND o.status = 'active' ORDER BY o.id\
            """,
            row -> row.getString(0),
            account.id());
  }

  /** Renders a template with its parameters. */
  Answer render(int status, String template, Map<String, Object> parameters) {
    StringOutput out = new StringOutput();
    engine.render(template + ".jte", parameters, out);
    return Answer.html(status, out.toString());
  }
}
