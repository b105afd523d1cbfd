package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.MemberChanges;
import dev.vedette.http.Route;
import dev.vedette.identity.Members;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamPlaces;
import dev.vedette.identity.TeamRole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is in an organization: all of them, inviting, and the page of each. */
public final class MemberPages {

  private static final String ALL = "/{organization}/settings/members/";
  private static final String ONE = ALL + "{member}/";
  private static final Access READ =
      Access.scopes(Scope.MEMBER_READ, Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);

  private final Pages pages;

  MemberPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, READ, call -> all(call, null)),
        new Route("POST", ALL, WRITE, this::invite),
        new Route("GET", ONE, READ, call -> one(call, find(call), null)),
        new Route("POST", ONE, READ, this::change));
  }

  /**
   * A member in the list.
   *
   * @param teams names of the teams
   */
  public record Line(Members.Member member, String teams, boolean expired) {}

  private static long organization(Call call) {
    return call.organization().organization().value();
  }

  private Members members() {
    return new Members(pages.database());
  }

  private MemberChanges changes(Call call) {
    return new MemberChanges(pages.database(), pages.invitations(), call);
  }

  private static boolean mayInvite(Call call) {
    return call.has(Scope.MEMBER_WRITE) || call.has(Scope.MEMBER_ADMIN);
  }

  private static int status(@Nullable Fault refusal) {
    return refusal == null ? 200 : refusal.code().status();
  }

  private static String problem(@Nullable Fault refusal) {
    return refusal == null ? "" : refusal.detail();
  }

  private Answer all(Call call, @Nullable Fault refusal) {
    List<Pages.Team> teams = pages.teams(call);
    Map<Long, String> names =
        teams.stream().collect(Collectors.toMap(Pages.Team::id, Pages.Team::slug));
    List<Line> lines =
        members().list(organization(call)).stream()
            .map(member ->
                new Line(
                    member,
                    member.teams().stream()
                        .map(team -> "#" + names.get(team))
                        .sorted()
                        .collect(Collectors.joining(", ")),
                    member.isExpired(pages.now())))
            .toList();
    return pages.render(
        status(refusal),
        "members",
        Map.of(
            "page",
            Pages.around("Members", call),
            "lines",
            lines,
            "teams",
            teams,
            "roles",
            mayInvite(call) ? invitable(call) : List.of(),
            "problem",
            problem(refusal),
            "email",
            call.form().getOrDefault("email", ""),
            "removed",
            call.first("removed") != null));
  }

  /** Who may not give roles invites plain members. */
  private static List<Role> invitable(Call call) {
    List<Role> assignable = MemberChanges.assignable(call);
    return assignable.isEmpty() ? List.of(Role.MEMBER) : assignable;
  }

  private Answer invite(Call call) {
    Map<String, String> form = call.form();
    Map<Long, TeamRole> places = new LinkedHashMap<>();
    pages.teams(call).stream()
        .filter(team -> team.slug().equals(form.get("team")))
        .forEach(team -> places.put(team.id(), TeamRole.CONTRIBUTOR));
    try {
      long member = changes(call).invite(form.get("email"), form.get("role"), places);
      return Answer.redirect(path(call, member) + "?done=invited");
    } catch (Fault refusal) {
      return all(call, refusal);
    }
  }

  private static String path(Call call, long member) {
    return "/%s/settings/members/%d/".formatted(call.organization().slug(), member);
  }

  private Members.Member find(Call call) {
    String number = call.parameter("member");
    return members()
        .find(organization(call), number.matches("\\d{1,18}") ? Long.parseLong(number) : -1)
        .orElseThrow(Fault::notFound);
  }

  private Answer one(Call call, Members.Member member, @Nullable Fault refusal) {
    MemberChanges changes = changes(call);
    boolean own = member.id() == call.organization().member();
    boolean outranked = changes.isOutranked(member);
    String link = changes.linkPath(member);
    return pages.render(
        status(refusal),
        "member",
        Map.of(
            "page",
            Pages.around(member.shownName(), call),
            "member",
            member,
            "expired",
            member.isExpired(pages.now()),
            "own",
            own,
            "link",
            link == null ? "" : pages.url() + link,
            "teams",
            pages.teams(call),
            "mayPlace",
            mayInvite(call) && !outranked,
            "roles",
            own || outranked ? List.of() : MemberChanges.assignable(call),
            "mayRemove",
            own || !outranked && call.has(Scope.MEMBER_ADMIN),
            "notice",
            new Notice(done(call.first("done")), problem(refusal))));
  }

  /** What a change came to; empty texts where there was none. */
  public record Notice(String done, String problem) {}

  private static String done(@Nullable String change) {
    return switch (change) {
      case "invited" -> "Invited. Nothing is mailed: pass the link on.";
      case "link" -> "The link is a new one; the old one is good no more.";
      case "role" -> "The role is changed.";
      case "teams" -> "The teams are changed.";
      case null, default -> "";
    };
  }

  private Answer change(Call call) {
    Members.Member member = find(call);
    Map<String, String> form = call.form();
    String action = form.getOrDefault("action", "");
    try {
      switch (action) {
        case "role" -> changes(call).changeRole(member, form.getOrDefault("role", ""));
        case "link" -> changes(call).inviteAgain(member, pages.now(), true);
        case "teams" -> setTeams(call, member);
        case "remove" -> {
          changes(call).remove(member);
          boolean own = member.id() == call.organization().member();
          return Answer.redirect(
              own ? "/" : "/%s/settings/members/?removed".formatted(call.organization().slug()));
        }
        default -> throw Fault.invalid("There is no such change.");
      }
      return Answer.redirect(path(call, member.id()) + "?done=" + action);
    } catch (Fault refusal) {
      return one(call, member, refusal);
    }
  }

  /** Those chosen, with the role that the member has in them already. */
  private void setTeams(Call call, Members.Member member) {
    if (!mayInvite(call)) {
      throw Fault.forbidden();
    }
    Map<Long, TeamRole> roles =
        TeamPlaces.of(pages.database().sql(), organization(call), member).stream()
            .collect(Collectors.toMap(TeamPlaces.Place::team, TeamPlaces.Place::role));
    Set<String> chosen = Set.copyOf(call.fields().getOrDefault("team", List.of()));
    Map<Long, TeamRole> wanted = new LinkedHashMap<>();
    pages.teams(call).stream()
        .filter(team -> chosen.contains(team.slug()))
        .forEach(
            team -> wanted.put(team.id(), roles.getOrDefault(team.id(), TeamRole.CONTRIBUTOR)));
    changes(call).setTeams(member, wanted);
  }
}
