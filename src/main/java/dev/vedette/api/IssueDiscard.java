package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.identity.Scope;
import dev.vedette.issue.DiscardIssues;
import dev.vedette.json.Json;
import java.util.List;

/** The change that deletes issues and keeps events like theirs out (spec 04 §12.4). */
final class IssueDiscard {

  private static final String FIELD = "discard";

  private IssueDiscard() {}

  /**
   * Whether a request asks for it.
   *
   * @throws Fault when it asks for something else too
   */
  static boolean isAsked(Json.Obj body) {
    Json asked = body.present(FIELD);
    if (asked == null) {
      return false;
    }
    if (!(asked instanceof Json.Bool(boolean discard))) {
      throw Fault.invalid(FIELD, "Must be a valid boolean.");
    }
    if (discard && body.members().size() > 1) {
      throw Fault.invalid("non_field_errors", "Other attributes cannot be updated when discarding");
    }
    return discard;
  }

  static Answer perform(ApiContext context, Call call, List<Long> issues) {
    if (!call.has(Scope.EVENT_ADMIN)) {
      throw Fault.invalid(FIELD, "You do not have permission to discard events");
    }
    var unused =
        context
            .bus()
            .request(
                new DiscardIssues(
                    call.organization().organization(), issues, call.caller().signedIn().id()))
            .await();
    return Answer.empty(204);
  }
}
