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
import dev.vedette.identity.TeamRole;
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
    return new MemberChanges(pages.bus(), pages.database(), pages.invitations(), call);
  }

  private static boolean mayInvite(Call call) {
    return call.has(Scope.MEMBER_WRITE) || call.has(Scope.MEMBER_ADMIN);
  }

  /** An invitation as somebody has written it. */
  public record Draft(String email, String role, String team) {

    static Draft of(Call call, String team) {
      Map<String, String> form = call.form();
      return new Draft(
          form.getOrDefault("email", ""),
          form.getOrDefault("role", Role.MEMBER.label()),
          form.getOrDefault("team", team));
    }
  }

  /** The list, with why a form below it was refused. */
  Answer all(Call call, @Nullable Fault refusal) {
    List<Members.Member> members = members().list(organization(call));
    List<Pages.Team> teams = pages.teams(call);
    Map<Long, String> names =
        teams.stream().collect(Collectors.toMap(Pages.Team::id, Pages.Team::slug));
    List<Line> lines =
        members.stream()
            .map(member ->
                new Line(
                    member,
                    member.teams().stream()
                        .filter(names::containsKey)
                        .map(team -> "#" + names.get(team))
                        .sorted()
                        .collect(Collectors.joining(", ")),
                    member.isExpired(pages.now())))
            .toList();
    String only = teams.size() == 1 ? teams.getFirst().slug() : "";
    return pages.render(
        Refusals.status(refusal),
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
            "draft",
            Draft.of(call, only),
            "problem",
            Refusals.text(refusal),
            "wrong",
            Refusals.field(refusal),
            "mayMakeTeams",
            TeamPages.mayCreate(call),
            "done",
            done(call)));
  }

  private static String done(Call call) {
    String made = call.first("made");
    if (made != null) {
      return "There is a team #%s, with you in it.".formatted(made);
    }
    return switch (call.first("removed")) {
      case "member" -> "The member is removed.";
      case "invitation" -> "The invitation is taken back: its link is good no more.";
      case null, default -> "";
    };
  }

  /** Who may not give roles invites plain members. */
  private static List<Role> invitable(Call call) {
    List<Role> assignable = MemberChanges.assignable(call);
    return assignable.isEmpty() ? List.of(Role.MEMBER) : assignable;
  }

  private Answer invite(Call call) {
    Map<String, String> form = call.form();
    try {
      requireNew(call, form.getOrDefault("email", "").strip());
      long member =
          changes(call)
              .invite(
                  form.get("email"),
                  form.get("role"),
                  () -> contributes(named(call, List.of(form.getOrDefault("team", "")))));
      return Answer.redirect(path(call, member) + "?done=invited");
    } catch (Fault refusal) {
      return all(call, Refusals.ofReader(refusal));
    }
  }

  /** Whoever is invited once more would lose the link that was passed on. */
  private void requireNew(Call call, String email) {
    members().list(organization(call)).stream()
        .filter(member -> member.isPending() && member.email().equalsIgnoreCase(email))
        .findFirst()
        .ifPresent(member -> {
          throw Fault.invalid(
              "email",
              "%s is invited already; the line below leads to the link.".formatted(member.email()));
        });
  }

  /** The teams of these names; the empty name is none. */
  private Set<Long> named(Call call, List<String> slugs) {
    Map<String, Long> teams =
        pages.teams(call).stream().collect(Collectors.toMap(Pages.Team::slug, Pages.Team::id));
    return slugs.stream()
        .filter(slug -> !slug.isEmpty())
        .map(slug -> {
          Long team = teams.get(slug);
          if (team == null) {
            throw Fault.invalid("team", "There is no team #%s any more.".formatted(slug));
          }
          return team;
        })
        .collect(Collectors.toSet());
  }

  private static Map<Long, TeamRole> contributes(Set<Long> teams) {
    return teams.stream().collect(Collectors.toMap(team -> team, team -> TeamRole.CONTRIBUTOR));
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
        Refusals.status(refusal),
        "member",
        Map.of(
            "page",
            Pages.around(member.shownName(), call),
            "member",
            member,
            "expired",
            member.isExpired(pages.now()),
            "link",
            link == null ? "" : pages.url() + link,
            "teams",
            pages.teams(call),
            "roles",
            own || outranked ? List.of() : MemberChanges.assignable(call),
            "rights",
            new Rights(
                own,
                changes.mayPlace(member),
                own || !outranked && call.has(Scope.MEMBER_ADMIN),
                members().isOnlyOwner(organization(call), member)),
            "notice",
            new Notice(done(call.first("done")), Refusals.text(refusal))));
  }

  /**
   * What the reader may do on the page of a member.
   *
   * @param own whether it is the reader's own
   * @param place say in which teams the member is
   * @param remove end the membership
   * @param onlyOwner whether the organization has no other owner, so that nobody may
   */
  public record Rights(boolean own, boolean place, boolean remove, boolean onlyOwner) {}

  /** What a change came to; empty texts where there was none. */
  public record Notice(String done, String problem) {}

  private static String done(@Nullable String change) {
    return switch (change) {
      case "invited" -> "Invited. Nothing is mailed: pass the link on.";
      case "link" -> "The link is a new one; the old one is good no more.";
      case "role" -> "The role is changed.";
      case "invited-role" ->
          "The role is changed, and the link with it: the old one is good no more.";
      case "teams" -> "The teams are saved.";
      case null, default -> "";
    };
  }

  private Answer change(Call call) {
    Members.Member member = find(call);
    Map<String, String> form = call.form();
    String action = form.getOrDefault("action", "");
    try {
      switch (action) {
        case "role" -> {
          String wanted = form.getOrDefault("role", "");
          changes(call).changeRole(member, wanted);
          boolean same = wanted.equals(member.role().label());
          String done = same ? "" : member.isPending() ? "?done=invited-role" : "?done=role";
          return Answer.redirect(path(call, member.id()) + done);
        }
        case "link" -> changes(call).inviteAgain(member, pages.now(), true);
        case "teams" -> setTeams(call, member);
        case "remove" -> {
          changes(call).remove(member);
          boolean own = member.id() == call.organization().member();
          return Answer.redirect(
              own
                  ? "/"
                  : "/%s/settings/members/?removed=%s"
                      .formatted(
                          call.organization().slug(),
                          member.isPending() ? "invitation" : "member"));
        }
        default -> throw Fault.invalid("There is no such change.");
      }
      return Answer.redirect(path(call, member.id()) + "?done=" + action);
    } catch (Fault refusal) {
      return one(call, find(call), Refusals.ofReader(refusal));
    }
  }

  /** Only what was changed on the page: a team joined meanwhile stays. */
  private void setTeams(Call call, Members.Member member) {
    Map<String, List<String>> fields = call.fields();
    Set<Long> chosen = named(call, fields.getOrDefault("team", List.of()));
    Set<Long> shown = named(call, fields.getOrDefault("was", List.of()));
    changes(call).moveTeams(member, without(chosen, shown), without(shown, chosen));
  }

  private static Set<Long> without(Set<Long> all, Set<Long> some) {
    return all.stream().filter(one -> !some.contains(one)).collect(Collectors.toSet());
  }
}
