package dev.vedette.http;

import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.identity.Invitations;
import dev.vedette.identity.Members;
import dev.vedette.identity.Members.Member;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamPlaces;
import dev.vedette.identity.TeamRole;
import dev.vedette.issue.UnassignLeaver;
import dev.vedette.store.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may change of the members of an organization, by the API or by hand (spec 11
 * §11.1). Methods wait, and end the request where a rule forbids the change.
 */
public final class MemberChanges {

  private static final int LONGEST_EMAIL = 75;
  private static final int MOST_A_DAY = 100;
  private static final String RETIRED =
      "The role 'admin' is deprecated and may no longer be assigned.";
  private static final String NO_ROLE =
      "You do not have permission to assign a role to the given user.";
  private static final String LAST_OWNER =
      "You cannot remove the only remaining owner of the organization.";

  private final Bus bus;
  private final Database database;
  private final Invitations invitations;
  private final Call call;
  private final long organization;

  /** Changes by a caller in the organization of its path. */
  public MemberChanges(Bus bus, Database database, Invitations invitations, Call call) {
    this.bus = bus;
    this.database = database;
    this.invitations = invitations;
    this.call = call;
    this.organization = call.organization().organization().value();
  }

  private static Fault refused(String rule) {
    return new Fault(Fault.Code.FORBIDDEN, rule);
  }

  /** The roles that a caller may give to others, in the order of their rank. */
  public static List<Role> assignable(Call call) {
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.ADMIN)
        .filter(role -> call.has(Scope.MEMBER_ADMIN))
        .filter(role -> role.compareTo(call.organization().role()) <= 0)
        .toList();
  }

  /** Whether a member has more access than the caller. */
  public boolean isOutranked(Member member) {
    return member.role().compareTo(call.organization().role()) > 0;
  }

  private void requireRank(Member member) {
    if (isOutranked(member)) {
      throw refused(NO_ROLE);
    }
  }

  private static void requireDone(Members.Result result) {
    switch (result) {
      case DONE -> {
        // as wished
      }
      case LAST_OWNER -> throw refused(LAST_OWNER);
      case STALE ->
          throw new Fault(Fault.Code.CONFLICT, "Somebody else has changed this member just now.");
    }
  }

  /**
   * Whether the caller may say in which teams a member is; everybody may of themselves where
   * membership is open.
   */
  public boolean mayPlace(Member member) {
    boolean own = member.id() == call.organization().member();
    return mayPlaceOthers() && !isOutranked(member)
        || own && call.organization().reach().everywhere();
  }

  private boolean mayPlaceOthers() {
    return call.has(Scope.MEMBER_WRITE) || call.has(Scope.MEMBER_ADMIN);
  }

  /** Puts a member into these teams, and out of all others. */
  public void setTeams(Member member, Map<Long, TeamRole> wanted) {
    if (!mayPlaceOthers()) {
      throw Fault.forbidden();
    }
    requireRank(member);
    database.inTransaction(sql -> {
      TeamPlaces.replace(sql, member.id(), member.role(), wanted);
      return true;
    });
  }

  /** Puts a member into some teams and out of others; in all others it stays as it is. */
  public void moveTeams(Member member, Set<Long> into, Set<Long> outOf) {
    if (!mayPlace(member)) {
      throw Fault.forbidden();
    }
    database.inTransaction(sql -> {
      TeamPlaces.leave(sql, member.id(), outOf);
      into.forEach(
          team -> TeamPlaces.set(sql, team, member.id(), member.role(), TeamRole.CONTRIBUTOR));
      return true;
    });
  }

  /** Gives a member a role, named as the API does. */
  public void changeRole(Member member, String wanted) {
    Role role = role(wanted);
    if (member.id() == call.organization().member()) {
      throw Fault.invalid("You cannot make changes to your own role.");
    }
    if (!call.has(Scope.MEMBER_ADMIN)) {
      throw refused("You do not have permission to assign the given role.");
    }
    if (role == Role.ADMIN && member.role() != role) {
      throw Fault.invalid(RETIRED);
    }
    if (role.compareTo(call.organization().role()) > 0) {
      throw refused("You do not have permission to assign the given role.");
    }
    requireRank(member);
    if (role != member.role()) {
      requireDone(new Members(database).setRole(organization, member, role));
    }
  }

  private static Role role(String wanted) {
    return Role.of(wanted)
        .orElseThrow(() -> Fault.invalid("orgRole", "\"" + wanted + "\" is not a valid choice."));
  }

  /**
   * Ends a membership, the caller's own or another's, or an invitation; what was assigned to the
   * member is assigned to nobody.
   */
  public void remove(Member member) {
    boolean own = member.id() == call.organization().member();
    if (!own && !call.has(Scope.MEMBER_ADMIN)) {
      throw Fault.invalid("You are missing the member:admin scope.");
    }
    if (!own && isOutranked(member)) {
      throw Fault.invalid("You cannot remove a member who has more access than you.");
    }
    requireDone(new Members(database).remove(organization, member));
    Long account = member.account();
    if (account != null) {
      var unused =
          bus.request(
                  new UnassignLeaver(
                      call.organization().organization(), account, call.caller().signedIn().id()))
              .await();
    }
  }

  /**
   * Makes a new link for who is invited; the old one is good no more.
   *
   * @param now when the request came
   * @param regenerate whether the link is to change; without it, it is only told whether it is good
   */
  public void inviteAgain(Member member, Instant now, boolean regenerate) {
    requireRank(member);
    if (!member.isPending()) {
      throw Fault.invalid("You cannot send an invitation to a user who is already a full member.");
    }
    if (regenerate) {
      if (!call.has(Scope.MEMBER_ADMIN)) {
        throw Fault.invalid("You are missing the member:admin scope.");
      }
      if (!invitations.renew(organization, member.id())) {
        requireDone(Members.Result.STALE);
      }
    } else if (member.isExpired(now)) {
      throw Fault.invalid(
          "You cannot resend an expired invitation without regenerating the token.");
    }
  }

  /**
   * Path of the page that accepts a member's invitation; null when the caller may not see it, since
   * whoever has the link can take its role, or there is none.
   */
  public @Nullable String linkPath(Member member) {
    return member.isPending() && call.has(Scope.MEMBER_ADMIN) && !isOutranked(member)
        ? invitations
            .find(member.id())
            .filter(found -> found.role().equals(member.role().label()))
            .map(invitations::path)
            .orElse(null)
        : null;
  }

  /**
   * Invites an address; gives the number of the member it becomes.
   *
   * @param given the address as it was written
   * @param wanted name of the role; null for the least
   * @param places the teams, and the role in each; asked for when all else is in order
   */
  public long invite(
      @Nullable String given, @Nullable String wanted, Supplier<Map<Long, TeamRole>> places) {
    String email = email(given);
    Role role = invited(wanted == null ? Role.MEMBER.label() : wanted);
    if (new Members(database).has(organization, email)) {
      throw Fault.invalid("email", "The user %s is already a member".formatted(email));
    }
    Map<Long, TeamRole> teams = places.get();
    long inviter = call.caller().signedIn().id();
    if (invitations.recent(organization, inviter) >= MOST_A_DAY) {
      throw new Fault(Fault.Code.LIMITED, "You are being rate limited for too many invitations.");
    }
    return invitations
        .create(organization, email, role, teams, inviter, call.organization().role())
        .orElseThrow(() -> refused(NO_ROLE));
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

  private Role invited(String wanted) {
    Role role = role(wanted);
    boolean entitled = call.has(Scope.MEMBER_ADMIN) || role == Role.MEMBER;
    if (!entitled || role.compareTo(call.organization().role()) > 0) {
      throw Fault.invalid("orgRole", "You do not have permission to set that org-level role");
    }
    if (role == Role.ADMIN) {
      throw Fault.invalid(RETIRED);
    }
    return role;
  }
}
