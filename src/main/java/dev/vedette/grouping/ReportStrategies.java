package dev.vedette.grouping;

import dev.vedette.event.BlockedUri;
import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups templates and security reports (spec 03 §15). */
final class ReportStrategies {

  private ReportStrategies() {}

  static Component template(Json.Obj template) {
    return Component.of(
        "template",
        Component.ofNullable("filename", Texts.cut(template.string("filename"), 128, 20)),
        Component.ofNullable("context-line", template.string("context_line")));
  }

  /** A report that is told from others by its host. */
  static Component ofHost(String id, Json.Obj report) {
    return Component.of(
        id, Component.salt(id), Component.ofNullable("hostname", report.string("hostname")));
  }

  static Component csp(Json.Obj report) {
    String directive = report.string("effective_directive");
    String uri = BlockedUri.normalized(report.string("blocked_uri"));
    String kind = localViolation(report, directive, uri);
    Component violation = Component.of("violation", List.of());
    Component blocked = Component.ofText("uri", uri);
    if (kind == null) {
      violation.ignore("not a local script violation");
    } else {
      violation.setValues(List.of(new ComponentValue.Leaf(Json.of("'" + kind + "'"))));
      blocked.ignore("violation takes precedence");
    }
    return Component.of(
        "csp", Component.salt(directive == null ? "" : directive), violation, blocked);
  }

  private static @Nullable String localViolation(
      Json.Obj report, @Nullable String directive, String uri) {
    String violated = report.string("violated_directive");
    if (Texts.isEmpty(violated)
        || !"script-src".equals(directive)
        || !uri.equals(BlockedUri.SELF)) {
      return null;
    }
    return String.valueOf(violated).contains("'unsafe-inline'")
        ? "unsafe-inline"
        : String.valueOf(violated).contains("'unsafe-eval'") ? "unsafe-eval" : null;
  }
}
