package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Invitations;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invitations into organizations and their acceptance (spec 11 §11.1, §11.2). */
final class InvitationResource {

  private static final int LONGEST_EMAIL = 75;
  private static final int MOST_A_DAY = 100;
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
    String email = email(body.string("email"));
    Role role = role(call, body);
    long organization = call.organization().organization().value();
    refuseMembers(organization, email);
    Map<Long, TeamRole> places =
        TeamPlaces.wanted(context.database().sql(), organization, body).orElse(Map.of());
    long inviter = call.caller().signedIn().id();
    Invitations invitations = context.invitations();
    if (invitations.recent(organization, inviter) >= MOST_A_DAY) {
      throw new Fault(Fault.Code.LIMITED, "You are being rate limited for too many invitations.");
    }
    long member = invitations.create(organization, email, role, places, inviter);
    return Answer.json(201, new MemberResource(context).shown(call, member));
  }

  private static String email(@Nullable String given) {
    if (given == null || given.isBlank()) {
      throw Fault.invalid("email", "This field is required.");
    }
    String email = given.strip().toLowerCase(Locale.ROOT);
    if (email.length() > LONGEST_EMAIL) {
      throw Fault.invalid("email", "Ensure this field has no more than 75 characters.");
    }
    if (!email.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+|[^@\\s]+@localhost")) {
      throw Fault.invalid("email", "Enter a valid email address.");
    }
    return email;
  }

  private static Role role(Call call, Json.Obj body) {
    String given = body.string("orgRole") == null ? body.string("role") : body.string("orgRole");
    String name = given == null ? Role.MEMBER.label() : given;
    Role role =
        Role.of(name)
            .orElseThrow(() -> Fault.invalid("orgRole", "\"" + name + "\" is not a valid choice."));
    boolean entitled = call.has(Scope.MEMBER_ADMIN) || role == Role.MEMBER;
    if (!entitled || role.compareTo(call.organization().role()) > 0) {
      throw Fault.invalid("orgRole", "You do not have permission to set that org-level role");
    }
    if (role == Role.ADMIN) {
      throw Fault.invalid(RolesJson.RETIRED);
    }
    return role;
  }

  private void refuseMembers(long organization, String email) {
    boolean member =
        context
            .database()
            .sql()
            .one(
                """
                SELECT EXISTS (SELECT FROM member m JOIN account a ON a.id = m.account_id
                  WHERE m.organization_id = $1 AND lower(a.email) = $2)\
                """,
                row -> row.getBoolean(0),
                organization,
                email);
    if (member) {
      throw Fault.invalid("email", "The user %s is already a member".formatted(email));
    }
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
