package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Invitations;
import dev.vedette.identity.LoginLimit;
import dev.vedette.identity.Passwords;
import java.util.List;
import java.util.Map;

/** Who was invited makes an account, or logs in, and is a member (spec 11 §11.2). */
public final class InvitationPages {

  private static final String PATH = "/accept/{org}/{member}/{token}/";

  private final Pages pages;

  InvitationPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.open(), call -> show(call, find(call), 200, "")),
        new Route("POST", PATH, Access.open(), this::accept));
  }

  private Invitations.Invitation find(Call call) {
    String member = call.parameter("member");
    return pages
        .invitations()
        .find(
            member.matches("\\d{1,18}") ? Long.parseLong(member) : -1,
            call.parameter("token"),
            pages.now())
        .filter(found -> found.slug().equals(call.parameter("org")))
        .orElseThrow(() ->
            new Fault(
                Fault.Code.NOT_FOUND,
                "This invitation is not good, or not good any more. Ask for a new one."));
  }

  private Answer show(Call call, Invitations.Invitation invitation, int status, String problem) {
    Account account = call.caller().account();
    boolean known = new Accounts(pages.database()).byName(invitation.email()).isPresent();
    return pages.render(
        status,
        "accept",
        Map.of(
            "page",
            Pages.around("Join " + invitation.slug(), call),
            "invitation",
            invitation,
            "reader",
            account == null ? Reader.STRANGER : reader(invitation, account),
            "known",
            known,
            "problem",
            problem));
  }

  /** Who looks at an invitation. */
  public enum Reader {
    /** Somebody who is not logged in. */
    STRANGER,
    /** Whose address was invited. */
    INVITED,
    /** Somebody else, who would take the place. */
    OTHER,
    /** Somebody who is a member already. */
    MEMBER
  }

  private Reader reader(Invitations.Invitation invitation, Account account) {
    if (pages.invitations().isMember(invitation, account.id())) {
      return Reader.MEMBER;
    }
    return invitation.email().equalsIgnoreCase(account.email()) ? Reader.INVITED : Reader.OTHER;
  }

  private Answer accept(Call call) {
    Invitations.Invitation invitation = find(call);
    Account account = call.caller().account();
    if (account != null) {
      // the link may have been meant for somebody else: it is not used up by a member
      return reader(invitation, account) == Reader.MEMBER
          ? show(call, invitation, 409, "")
          : joined(call, invitation, account, false);
    }
    Map<String, String> form = call.form();
    String password = form.getOrDefault("password", "");
    LoginLimit.Try once =
        new LoginLimit(pages.counters()).begin(call.address(), invitation.email(), pages.now());
    if (once.isTooMany()) {
      return show(call, invitation, 429, "Too many tries. Wait a minute.");
    }
    Accounts accounts = new Accounts(pages.database());
    if (accounts.byName(invitation.email()).isPresent()) {
      return accounts
          .authenticate(invitation.email(), password)
          .map(found -> {
            once.succeeded();
            return joined(call, invitation, found, true);
          })
          .orElseGet(() -> show(call, invitation, 401, "This is not the password of the account."));
    }
    if (password.length() < Passwords.MIN_LENGTH) {
      return show(
          call,
          invitation,
          400,
          "The password needs at least " + Passwords.MIN_LENGTH + " characters.");
    }
    Account made =
        pages
            .database()
            .inTransaction(sql -> Accounts.create(sql, invitation.email(), password, false));
    return joined(call, invitation, made, true);
  }

  private Answer joined(
      Call call, Invitations.Invitation invitation, Account account, boolean logsIn) {
    var unused = pages.invitations().accept(invitation, account.id());
    Answer answer = Answer.redirect("/" + invitation.slug() + "/issues/");
    return logsIn
        ? SessionCookies.start(answer, pages.database(), account, pages.secureCookies())
        : answer;
  }
}
