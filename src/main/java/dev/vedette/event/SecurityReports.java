package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns browser reports into events (spec 01 §11). */
public final class SecurityReports {

  private static final String[][] CSP_FIELDS = {
    {"effective_directive", "effective-directive", "effectiveDirective"},
    {"blocked_uri", "blocked-uri", "blockedURL", "blockedURI"},
    {"document_uri", "document-uri", "documentURL", "documentURI"},
    {"original_policy", "original-policy", "originalPolicy"},
    {"referrer", "referrer"},
    {"status_code", "status-code", "statusCode"},
    {"violated_directive", "violated-directive", "violatedDirective"},
    {"source_file", "source-file", "sourceFile"},
    {"line_number", "line-number", "lineNumber"},
    {"column_number", "column-number", "columnNumber"},
    {"script_sample", "script-sample", "sample", "scriptSample"},
    {"disposition", "disposition"}
  };

  private SecurityReports() {}

  /** A report that cannot be turned into an event; the text is the outcome's reason. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  /** The event of a report (spec 01 §11.2). */
  public static Json.Obj event(Json report) throws Unreadable {
    if (!(report instanceof Json.Obj object)) {
      throw new Unreadable("security_report_type");
    }
    if (object.get("csp-report") != null) {
      return csp(within(object, "csp-report"));
    }
    if ("csp-violation".equals(object.string("type"))) {
      return csp(object.object("body"));
    }
    if (object.get("known-pins") != null) {
      return other("hpkp", object, "Public key pinning validation failed for '%s'");
    }
    if (object.get("expect-ct-report") != null) {
      return other("expectct", within(object, "expect-ct-report"), "Expect-CT failed for '%s'");
    }
    if (object.get("expect-staple-report") != null) {
      return other(
          "expectstaple", within(object, "expect-staple-report"), "Expect-Staple failed for '%s'");
    }
    throw new Unreadable("security_report_type");
  }

  private static Json.Obj within(Json.Obj report, String key) throws Unreadable {
    if (report.get(key) instanceof Json.Obj body) {
      return body;
    }
    throw new Unreadable("security_report");
  }

  private static Json.Obj csp(Json.Obj body) throws Unreadable {
    Map<String, Json> csp = new LinkedHashMap<>();
    for (String[] names : CSP_FIELDS) {
      for (int i = 0; i < names.length && !csp.containsKey(names[0]); i++) {
        Json value = body.present(i == 0 ? names[0] : names[i]);
        if (value != null) {
          csp.put(names[0], field(names[0], value));
        }
      }
    }
    csp.putIfAbsent("blocked_uri", Json.of("self"));
    csp.putIfAbsent("violated_directive", Json.of(""));
    Json.Obj report = new Json.Obj(csp);
    String effective = firstWord(text(report, "effective_directive"));
    if (effective.isEmpty()) {
      effective = firstWord(text(report, "violated_directive"));
    }
    if (!effective.matches("[a-z][a-z-]*")) {
      throw new Unreadable("security_report");
    }
    report = report.with("effective_directive", Json.of(effective));
    return cspEvent(report, effective);
  }

  private static Json field(String name, Json value) {
    boolean number = name.endsWith("_number") || name.equals("status_code");
    if (number) {
      return value instanceof Json.Str(String text) && text.matches("\\d{1,9}")
          ? Json.of(Long.parseLong(text))
          : value;
    }
    return value instanceof Json.Str ? value : Json.of(value.text());
  }

  private static Json.Obj cspEvent(Json.Obj csp, String directive) {
    String blocked = text(csp, "blocked_uri");
    String document = text(csp, "document_uri");
    Map<String, Json> tags = new LinkedHashMap<>();
    tags.put("effective-directive", Json.of(directive));
    tags.put("blocked-uri", Json.of(withoutStripeQuery(blocked)));
    String host = webHost(blocked);
    if (host != null) {
      tags.put("blocked-host", Json.of(host));
    }
    Json.Builder request = Json.object().put("url", document);
    String referrer = text(csp, "referrer");
    if (!referrer.isEmpty()) {
      request.put("headers", Json.array(Pairs.of("Referer", Json.of(referrer))));
    }
    return Json.object()
        .put("type", "csp")
        .put("logger", "csp")
        .put("logentry", Json.object().put("formatted", CspText.message(csp, directive)).build())
        .put("culprit", CspText.culprit(csp, directive))
        .put("request", request.build())
        .put("tags", new Json.Obj(tags))
        .put("csp", csp)
        .build();
  }

  private static String withoutStripeQuery(String uri) {
    return "api.stripe.com".equals(webHost(uri)) ? uri.replaceFirst("[?#].*$", "") : uri;
  }

  private static @Nullable String webHost(String uri) {
    UrlParts url = UrlParts.of(uri);
    return url == null ? null : url.webHost();
  }

  private static Json.Obj other(String type, Json.Obj report, String message) {
    Map<String, Json> fields = new LinkedHashMap<>();
    report.members().forEach((key, value) -> fields.put(key.replace('-', '_'), value));
    String host = String.valueOf(report.string("hostname"));
    Json.Num port = report.number("port");
    Map<String, Json> tags = new LinkedHashMap<>();
    tags.put("hostname", Json.of(host));
    if (port != null) {
      tags.put("port", Json.of(port.text()));
    }
    if (type.equals("hpkp") && report.bool("include-subdomains") != null) {
      tags.put("include-subdomains", Json.of(String.valueOf(report.bool("include-subdomains"))));
    }
    if (type.equals("expectstaple")) {
      tags.put("response_status", Json.orNull(report.get("response-status")));
      tags.put("cert_status", Json.orNull(report.get("cert-status")));
    }
    String scheme = report.string("scheme");
    boolean secure = port == null || port.asLong() == 443;
    String base = scheme != null ? scheme : secure ? "https" : "http";
    String authority =
        port == null || port.asLong() == 443 || port.asLong() == 80
            ? host
            : host + ":" + port.asLong();
    return Json.object()
        .put("type", type)
        .put("logger", type)
        .put("logentry", Json.object().put("formatted", message.formatted(host)).build())
        .put("culprit", host)
        .put("request", Json.object().put("url", base + "://" + authority).build())
        .put("tags", new Json.Obj(tags))
        .put(type, new Json.Obj(fields))
        .build();
  }

  /** The event of a Network Error Logging report (spec 01 §11.6). */
  public static Json.Obj nel(Json.Obj report, double received) {
    Json.Obj body = report.object("body");
    String error = String.valueOf(body.string("type"));
    Json.Num age = report.number("age");
    Json.Builder request = Json.object().putPresent("url", report.string("url"));
    request.putPresent("method", body.string("method"));
    String referrer = body.string("referrer");
    if (referrer != null && !referrer.isEmpty()) {
      request.put("headers", Json.array(Pairs.of("Referer", Json.of(referrer))));
    }
    Json.Obj nel =
        Json.object()
            .put("type", "nel")
            .put("error_type", error)
            .putPresent("server_ip", body.get("server_ip"))
            .putPresent("elapsed_time", body.get("elapsed_time"))
            .putPresent("phase", body.get("phase"))
            .putPresent("sampling_fraction", body.get("sampling_fraction"))
            .build();
    Json.Obj response =
        Json.object()
            .put("type", "response")
            .putPresent("status_code", body.get("status_code"))
            .build();
    return Json.object()
        .put("type", "nel")
        .put("logger", "nel")
        .put("timestamp", received - (age == null ? 0 : age.asDouble() / 1000))
        .put("logentry", Json.object().put("formatted", error).build())
        .put("request", request.build())
        .put("contexts", Json.object().put("nel", nel).put("response", response).build())
        .build();
  }

  static String text(Json.Obj report, String key) {
    String text = report.string(key);
    return text == null ? "" : text;
  }

  private static String firstWord(String text) {
    return text.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
  }
}
