package dev.vedette.api;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.MemberChanges;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Invitations;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invitations into organizations and their acceptance (spec 11 §11.1, §11.2). */
final class InvitationResource {

  private static final Access WRITE = Access.scopes(Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);

  private final ApiContext context;

  InvitationResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    String accept = "/api/0/accept-invite/";
    return List.of(
        new Route("POST", MemberResource.ALL, WRITE, this::invite),
        new Route("GET", accept + "{org}/{member}/{token}/", Access.open(), this::show),
        new Route("POST", accept + "{org}/{member}/{token}/", new Access.SignedIn(), this::accept),
        new Route("GET", accept + "{member}/{token}/", Access.open(), this::show),
        new Route("POST", accept + "{member}/{token}/", new Access.SignedIn(), this::accept));
  }

  private Answer invite(Call call) {
    Json.Obj body = call.json();
    String role = body.string("orgRole") == null ? body.string("role") : body.string("orgRole");
    long member =
        new MemberChanges(context.bus(), context.database(), context.invitations(), call)
            .invite(
                body.string("email"),
                role,
                () ->
                    WantedTeams.of(
                            context.database().sql(),
                            call.organization().organization().value(),
                            body)
                        .orElse(Map.of()));
    return Answer.json(201, new MemberResource(context).shown(call, member));
  }

  private Invitations.@Nullable Invitation find(Call call) {
    String member = call.parameter("member");
    String token = call.parameter("token");
    if (!member.matches("\\d{1,18}")) {
      return null;
    }
    String organization = call.parameter("org");
    return context
        .invitations()
        .find(Long.parseLong(member), token, context.clock().instant())
        .filter(found ->
            organization.isEmpty()
                || organization.equals(found.slug())
                || organization.equals(Long.toString(found.organization())))
        .orElse(null);
  }

  private static Answer refused(String details) {
    return Answer.json(400, Json.object().put("details", details).build());
  }

  private Answer show(Call call) {
    Invitations.Invitation found = find(call);
    if (found == null) {
      return refused("Invalid invite code");
    }
    Account account = call.caller().account();
    boolean existing =
        account != null
            && context
                .database()
                .sql()
                .one(
                    "SELECT EXISTS (SELECT FROM member WHERE organization_id = $1 AND account_id = $2)",
                    row -> row.getBoolean(0),
                    found.organization(),
                    account.id());
    return Answer.ok(
        Json.object()
            .put("orgSlug", found.slug())
            .put("needsAuthentication", Json.of(account == null))
            .put("needsSso", false)
            .put("hasAuthProvider", false)
            .put("requireSso", false)
            .put("existingMember", Json.of(existing))
            .put("needs2fa", false)
            .put("needsEmailVerification", false)
            .build());
  }

  private Answer accept(Call call) {
    Invitations.Invitation found = find(call);
    if (found == null) {
      return refused("Invalid invite code");
    }
    return context.invitations().accept(found, call.caller().signedIn().id())
        ? Answer.empty(204)
        : refused("member already exists");
  }
}
