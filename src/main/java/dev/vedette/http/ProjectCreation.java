package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;

/**
 * Who may make projects: those who may write them, and members by hand in teams of theirs, unless
 * the organization forbids it (spec 11 §12.1).
 */
public final class ProjectCreation {

  private ProjectCreation() {}

  /** Whether a caller may make a project in a team. */
  public static boolean isAllowed(Database database, Call call, long team) {
    return mayWrite(call) || isOwn(call, team) && isLeftToMembers(database, call);
  }

  /** Ends the request of a caller who may not. */
  public static void require(Database database, Call call, long team) {
    if (mayWrite(call)) {
      return;
    }
    if (!isOwn(call, team)) {
      throw Fault.forbidden();
    }
    requireLeftToMembers(database, call);
  }

  /** Ends the request of a caller who may not make a project with a team of its own. */
  public static void requireWithoutTeam(Database database, Call call) {
    if (mayWrite(call)) {
      return;
    }
    if (call.caller().tokenScopes() != null) {
      throw Fault.forbidden();
    }
    requireLeftToMembers(database, call);
  }

  private static void requireLeftToMembers(Database database, Call call) {
    if (!isLeftToMembers(database, call)) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "Your organization has disabled this feature for members.");
    }
  }

  private static boolean mayWrite(Call call) {
    return call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN);
  }

  private static boolean isOwn(Call call, long team) {
    boolean byHand = call.caller().tokenScopes() == null;
    return byHand && call.organization().reach().teams().contains(team);
  }

  private static boolean isLeftToMembers(Database database, Call call) {
    Json.Obj options =
        database
            .sql()
            .one(
                "SELECT options::text FROM organization WHERE id = $1",
                row -> JsonText.parseTrustedObject(row.getString(0)),
                call.organization().organization().value());
    return !Boolean.FALSE.equals(options.bool("sentry:member_project_creation"));
  }
}
