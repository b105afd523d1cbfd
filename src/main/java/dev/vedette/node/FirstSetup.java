package dev.vedette.node;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Passwords;
import dev.vedette.identity.Role;
import dev.vedette.identity.Secrets;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;

/**
 * The set-up of a fresh server: unattended from the environment, or a one-time link for the
 * browser. What is there already is kept.
 */
public final class FirstSetup {

  private FirstSetup() {}

  /**
   * Sets up what the environment asks for.
   *
   * @return what to print: the DSN on a line of its own, or the set-up link; empty when there is
   *     nothing to do
   */
  public static Optional<String> run(
      VedetteNode.Services services, Map<String, String> environment) {
    Database database = services.database();
    String email = environment.getOrDefault("VEDETTE_ADMIN_EMAIL", "");
    if (!email.isEmpty()) {
      return Optional.of(unattended(services, environment, email));
    }
    return new Accounts(database).isEmpty() ? Optional.of(link(services)) : Optional.empty();
  }

  private static String unattended(
      VedetteNode.Services services, Map<String, String> environment, String email) {
    String password = environment.getOrDefault("VEDETTE_ADMIN_PASSWORD", "");
    String organization = environment.getOrDefault("VEDETTE_ORG", "default");
    String project = environment.getOrDefault("VEDETTE_PROJECT", "internal");
    String problem = Slugs.organizationProblem(organization);
    String projectProblem = Slugs.projectProblem(project);
    if (problem != null || projectProblem != null) {
      throw new IllegalArgumentException(
          problem != null ? "VEDETTE_ORG: " + problem : "VEDETTE_PROJECT: " + projectProblem);
    }
    if (password.length() > 0 && password.length() < Passwords.MIN_LENGTH) {
      throw new IllegalArgumentException(
          "VEDETTE_ADMIN_PASSWORD: needs at least %d characters".formatted(Passwords.MIN_LENGTH));
    }
    Optional<Account> known = new Accounts(services.database()).byName(email);
    if (known.isEmpty() && password.isEmpty()) {
      throw new IllegalArgumentException(
          "VEDETTE_ADMIN_PASSWORD: is needed to make the account of VEDETTE_ADMIN_EMAIL");
    }
    return services
        .database()
        .inTransaction(sql -> {
          Account admin = known.orElseGet(() -> Accounts.create(sql, email, password, true));
          ProjectId id = provision(sql, admin.id(), organization, project);
          String key =
              Provisioning.firstKey(sql, id).orElseGet(() -> Provisioning.key(sql, id, "Default"));
          return Provisioning.dsn(services.url(), key, id);
        });
  }

  /** Makes organization, team and project with the admin in it, as far as they are missing. */
  public static ProjectId provision(Sql sql, long admin, String organization, String project) {
    OrganizationId org = Provisioning.organization(sql, organization, organization);
    long member = Provisioning.member(sql, org, admin, Role.OWNER.label());
    long team =
        Provisioning.team(sql, org, organization.toLowerCase(java.util.Locale.ROOT), organization);
    Provisioning.join(sql, team, member);
    return Provisioning.findProject(sql, org, project)
        .orElseGet(() -> Provisioning.project(sql, org, project, project, null, team));
  }

  private static String link(VedetteNode.Services services) {
    String token = Secrets.hex(16);
    services
        .database()
        .inTransaction(sql -> {
          sql.update("DELETE FROM setup_link");
          sql.update(
              "INSERT INTO setup_link (token_hash) VALUES ($1)",
              Buffer.buffer(Secrets.digest(token)));
          return true;
        });
    return "Set it up here, once: " + services.url() + "/setup?token=" + token;
  }
}
