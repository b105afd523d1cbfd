package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.ingest.Origins;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Reach;
import dev.vedette.store.Database;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Callers that show nothing but a DSN, for the few routes that are open to them (spec 11 §2.6). */
final class ClientKeys {

  private static final Set<Scope> SCOPES =
      Set.of(
          Scope.PROJECT_READ,
          Scope.PROJECT_WRITE,
          Scope.PROJECT_ADMIN,
          Scope.PROJECT_RELEASES,
          Scope.EVENT_READ,
          Scope.EVENT_WRITE,
          Scope.EVENT_ADMIN);

  private final Database database;

  ClientKeys(Database database) {
    this.database = database;
  }

  /** A client key by its DSN, as SDKs of old and scripts send it (spec 11 §2.6). */
  Caller caller(String text) {
    Dsn dsn = Dsn.parse(text).orElseThrow(() -> Authentication.unauthenticated("Invalid dsn"));
    return database
        .sql()
        .find(
            """
            SELECT p.organization_id, p.id FROM project_key k JOIN project p ON p.id = k.project_id
            WHERE k.public_key = $1 AND p.id = $2 AND k.is_active AND p.status = 'active'\
            """,
            row ->
                new Caller(
                    null,
                    SCOPES,
                    null,
                    new OrganizationId(row.getLong(0)),
                    new ProjectId(row.getLong(1)),
                    false),
            dsn.publicKey(),
            dsn.projectId())
        .orElseThrow(() -> Authentication.unauthenticated("Invalid dsn"));
  }

  /** A client key stands for its project where a route opens to keys, and for nothing elsewhere. */
  Call.Membership member(
      Access.InOrganization needed,
      Caller caller,
      Map<String, String> path,
      Map<String, String> headers) {
    if (!needed.opensToKeys()) {
      throw Authentication.unauthenticated("Authentication credentials were not provided.");
    }
    String project = path.getOrDefault("project", "");
    record Found(String slug, Json.Obj options) {}
    Found found =
        database
            .sql()
            .find(
                """
                SELECT o.slug, p.options::text FROM project p JOIN organization o ON o.id = p.organization_id
                WHERE p.id = $1 AND o.status = 'active' AND (o.slug = $2 OR o.id = $3)
                  AND (p.slug = $4 OR p.id = $5)\
                """,
                row -> new Found(row.getString(0), JsonText.parseTrustedObject(row.getString(1))),
                Objects.requireNonNull(caller.project()).value(),
                path.getOrDefault("organization", ""),
                Authentication.number(path.getOrDefault("organization", "")),
                project,
                Authentication.number(project))
            .orElseThrow(() -> Fault.invalid("The DSN is not one of this project."));
    String origin = headers.get("origin");
    if (!Origins.of(found.options()).allow(origin)) {
      throw Fault.invalid("Invalid origin: " + origin);
    }
    return new Call.Membership(
        Objects.requireNonNull(caller.organization()),
        found.slug(),
        0,
        Role.MEMBER,
        SCOPES,
        Reach.ALL);
  }
}
