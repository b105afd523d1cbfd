package dev.vedette.cli;

import dev.vedette.config.Settings;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.OrganizationTokens;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Tokens;
import dev.vedette.store.Database;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette token create}: prints the token alone. */
@Command(
    name = "token",
    description = "API tokens.",
    mixinStandardHelpOptions = true,
    subcommands = TokenCommand.Create.class)
final class TokenCommand {

  @Command(name = "create", description = "Creates a token.", mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Option(names = "--user", paramLabel = "EMAIL", description = "Whose token.")
    private String user = "";

    @Option(
        names = "--org",
        paramLabel = "SLUG",
        description = "Makes a token of an organization instead, for builds and deployments.")
    private String organization = "";

    @Option(names = "--name", description = "A name to recognise it by.")
    private String name = "";

    @Option(
        names = "--scopes",
        split = ",",
        description = "Scopes, e.g. project:read,event:read; default all that the role grants.")
    private List<String> scopes = List.of();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      if (user.isEmpty() == organization.isEmpty()) {
        throw new CommandFailure("Give either --user or --org.");
      }
      String token =
          options.withDatabase((storage, settings) ->
              user.isEmpty()
                  ? ofOrganization(storage.database(), settings)
                  : create(storage.database()));
      Output.of(spec).println(token);
      return 0;
    }

    private String create(Database database) {
      Account account =
          new Accounts(database)
              .byName(user)
              .orElseThrow(() -> new CommandFailure("No user matching `" + user + "`"));
      Set<Scope> granted = scopes.isEmpty() ? ofRoles(database, account) : read();
      return database.inTransaction(sql -> Tokens.create(sql, account.id(), name, granted));
    }

    private String ofOrganization(Database database, Settings settings) {
      String url = ServerUrl.of(database, settings);
      return database.inTransaction(sql -> {
        long id =
            sql.find(
                    "SELECT id FROM organization WHERE slug = $1 AND status = 'active'",
                    row -> row.getLong(0),
                    organization)
                .orElseThrow(() -> new CommandFailure("No organization " + organization));
        return OrganizationTokens.create(sql, id, organization, url, name, null);
      });
    }

    private Set<Scope> read() {
      Set<Scope> read = EnumSet.noneOf(Scope.class);
      for (String label : scopes) {
        read.add(
            Scope.of(label.strip())
                .orElseThrow(() -> new CommandFailure("Unknown scope: " + label)));
      }
      return read;
    }

    private static Set<Scope> ofRoles(Database database, Account account) {
      Set<Scope> granted = EnumSet.noneOf(Scope.class);
      database
          .sql()
          .list(
              "SELECT role FROM member WHERE account_id = $1",
              row -> row.getString(0),
              account.id())
          .forEach(role -> Role.of(role).ifPresent(known -> granted.addAll(known.scopes())));
      return granted;
    }
  }
}
