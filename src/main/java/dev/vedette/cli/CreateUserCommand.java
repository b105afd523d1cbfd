package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.SecretKey;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Passwords;
import dev.vedette.identity.Role;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette createuser} (spec 10 §11). */
@Command(name = "createuser", description = "Creates users.", mixinStandardHelpOptions = true)
final class CreateUserCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(names = "--email", description = "E-mail address; repeatable.")
  private List<String> emails = new ArrayList<>();

  @Option(
      names = "--org-id",
      description = "Number of the organization to join; the only one, if there is one.")
  private @Nullable Long organization;

  @Option(names = "--password-stdin", description = "Reads the password from standard input.")
  private boolean passwordStdin;

  @Option(names = "--password", description = "The password; visible in the process list.")
  private @Nullable String password;

  @Option(names = "--no-password", description = "Creates the user without a password.")
  private boolean noPassword;

  @Option(
      names = "--superuser",
      negatable = true,
      description = "Makes a superuser, or no longer one.")
  private @Nullable Boolean superuser;

  @Option(names = "--staff", negatable = true, description = "As superusers, who are staff.")
  private @Nullable Boolean staff;

  @Option(
      names = "--invite",
      description = "Prints a link of an invitation, with which people choose their password.")
  private boolean invite;

  @Option(names = "--no-input", description = "Asks nothing.")
  private boolean noInput;

  @Option(names = "--force-update", description = "Updates a user that exists.")
  private boolean forceUpdate;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ask();
    if (emails.isEmpty() || emails.stream().anyMatch(email -> !email.contains("@"))) {
      throw new CommandFailure("Invalid or missing email address. Give one with --email.");
    }
    if (Boolean.TRUE.equals(staff) && !isSuperuser()) {
      Output.progress(
          spec, "Non-superuser asked to be given staff access, correcting to staff=False");
    }
    if (invite) {
      return invite();
    }
    if (password == null && !noPassword) {
      throw new CommandFailure(
          "No password set and --no-password not passed. Give one with --password-stdin.");
    }
    if (password != null && password.length() < Passwords.MIN_LENGTH) {
      throw new CommandFailure(
          "The password needs at least " + Passwords.MIN_LENGTH + " characters.");
    }
    return options.withNewDatabase((storage, settings) -> {
      storage.migrate();
      requireOrganization(storage.database());
      emails.forEach(email -> create(storage.database(), email));
      return 0;
    });
  }

  private boolean isSuperuser() {
    return Boolean.TRUE.equals(superuser);
  }

  private int invite() throws Exception {
    if (isSuperuser() || password != null) {
      throw new CommandFailure("--invite goes without --superuser and passwords.");
    }
    return options.withDatabase((storage, settings) -> {
      requireOrganization(storage.database());
      String base = ServerUrl.of(storage.database(), settings);
      SecretKey key = SecretKey.of(settings, Path.of(settings.get(Keys.DATA_DIR)));
      UserInvitations invitations = new UserInvitations(storage.database(), key, organization);
      for (String email : emails) {
        Output.of(spec).println(base + invitations.path(email));
      }
      return 0;
    });
  }

  private void requireOrganization(Database database) {
    boolean known =
        organization == null
            || database
                .sql()
                .find(
                    "SELECT id FROM organization WHERE id = $1 AND status = 'active'",
                    row -> row.getLong(0),
                    organization)
                .isPresent();
    if (!known) {
      throw new CommandFailure("There is no organization " + organization + ".");
    }
  }

  private void ask() throws IOException {
    if (passwordStdin) {
      password =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
    Console console = System.console();
    if (noInput || console == null) {
      return;
    }
    if (emails.isEmpty()) {
      emails.add(String.valueOf(console.readLine("Email: ")));
    }
    if (password == null && !noPassword && !invite) {
      char[] first = console.readPassword("Password: ");
      char[] second = console.readPassword("Repeat the password: ");
      if (first == null || !java.util.Arrays.equals(first, second)) {
        throw new CommandFailure("The passwords differ.");
      }
      password = new String(first);
    }
    if (superuser == null && !invite) {
      superuser = Confirmation.ask("Should this user be a superuser?");
    }
  }

  private void create(Database database, String email) {
    Accounts accounts = new Accounts(database);
    Optional<Account> known = accounts.byName(email);
    PrintWriter out = Output.of(spec);
    if (known.isPresent()) {
      if (!forceUpdate) {
        out.println("User: " + email + " exists, use --force-update to force.");
        return;
      }
      if (password != null) {
        accounts.setPassword(known.get().id(), password);
      }
      if (superuser != null) {
        accounts.setSuperuser(known.get().id(), superuser);
      }
      out.println("User updated: " + email);
      return;
    }
    String joined =
        database.inTransaction(sql -> {
          Account account = Accounts.create(sql, email, password, isSuperuser());
          Optional<String> slug =
              sql.find(
                  """
                  SELECT id, slug, options->>'sentry:default_role' FROM organization
                  WHERE status = 'active' AND (id = $1 OR $1::int8 IS NULL
                    AND (SELECT count(*) FROM organization WHERE status = 'active') = 1)\
                  """,
                  row -> {
                    long member =
                        Provisioning.member(
                            sql,
                            new OrganizationId(row.getLong(0)),
                            account.id(),
                            isSuperuser() ? Role.OWNER.label() : usual(row.getString(2)));
                    joinOnlyTeam(sql, row.getLong(0), member);
                    return row.getString(1);
                  },
                  organization);
          return slug.orElse("");
        });
    if (!joined.isEmpty()) {
      out.println("Added to organization: " + joined);
    }
    out.println("User created: " + email);
  }

  /** The role that an organization gives to those who join it. */
  private static String usual(@Nullable String role) {
    return role == null ? Role.MEMBER.label() : role;
  }

  /** Who joins an organization with one team joins that, too. */
  private static void joinOnlyTeam(Sql sql, long organization, long member) {
    List<Long> teams =
        sql.list(
            "SELECT id FROM team WHERE organization_id = $1 ORDER BY id LIMIT 2",
            row -> row.getLong(0),
            organization);
    if (teams.size() == 1) {
      Provisioning.join(sql, teams.getFirst(), member);
    }
  }
}
