package dev.vedette.event;

import dev.vedette.json.Json;

/** Culprits of Network Error Logging reports (spec 02 §14.4). */
final class NelText {

  private static final String ABORTED = "The TLS connection was aborted due to: ";

  private NelText() {}

  static String of(Json.Obj contexts) {
    String type = contexts.object("nel").string("error_type");
    return switch (type) {
      case null -> "<missing>";
      case "dns.unreachable" -> "DNS server is unreachable";
      case "dns.name_not_resolved" -> "DNS server responded but is unable to resolve the address";
      case "tcp.timed_out" -> "TCP connection to the server timed out";
      case "tcp.closed" -> "The TCP connection was closed by the server";
      case "tcp.reset" -> "The TCP connection was reset";
      case "tcp.refused" -> "The TCP connection was refused by the server";
      case "tcp.aborted" -> "The TCP connection was aborted";
      case "tcp.address_invalid" -> "The IP address is invalid";
      case "tcp.address_unreachable" -> "The IP address is unreachable";
      case "tls.version_or_cipher_mismatch" ->
          "The TLS connection was aborted due to version or cipher mismatch";
      case "tls.bad_client_auth_cert" -> ABORTED + "invalid client certificate";
      case "tls.cert.name_invalid" -> ABORTED + "invalid name";
      case "tls.cert.date_invalid" -> ABORTED + "invalid certificate date";
      case "tls.cert.authority_invalid" -> ABORTED + "invalid issuing authority";
      case "tls.cert.invalid" -> ABORTED + "invalid certificate";
      case "tls.cert.revoked" -> ABORTED + "revoked server certificate";
      case "http.error" -> {
        Json.Num status = contexts.object("response").number("status_code");
        yield "The user agent successfully received a response, but it had a %s status code"
            .formatted(status == null ? "0" : status.text());
      }
      case "http.response.redirect_loop" ->
          "The request was aborted due to a detected redirect loop";
      case "abandoned" -> "User aborted the resource fetch before it is complete";
      case "unknown" -> "error type is unknown";
      default -> type;
    };
  }
}
