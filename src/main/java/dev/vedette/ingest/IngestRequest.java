package dev.vedette.ingest;

import io.vertx.core.MultiMap;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to an ingest endpoint, apart from its place in Vert.x.
 *
 * @param headers header values by name, without regard to case
 * @param query decoded query parameters, the first of each name
 * @param rawQuery the query as sent
 * @param clientAddress address of the client, or null when unknown
 * @param body the body as sent, still encoded
 */
record IngestRequest(
    String method,
    MultiMap headers,
    Map<String, String> query,
    @Nullable String rawQuery,
    @Nullable String clientAddress,
    Instant received,
    InputStream body) {

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The media type without parameters, lower-case; empty when there is none. */
  String mediaType() {
    String value = headers.get("content-type");
    if (value == null) {
      return "";
    }
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon))
        .strip()
        .toLowerCase(java.util.Locale.ROOT);
  }

  @Nullable String origin() {
    return Origins.ofRequest(header("origin"), header("referer"));
  }

  /** Collects the credentials, sources 1 to 5 of spec 01 §4.1. */
  @Nullable Credentials credentials(@Nullable String pathKey) throws IngestError {
    return Credentials.collect(header("x-sentry-auth"), header("authorization"), query, pathKey);
  }

  /** The credentials, which must be there. */
  Credentials requiredCredentials(@Nullable String pathKey) throws IngestError {
    Credentials found = credentials(pathKey);
    if (found == null) {
      throw new IngestError(401, "missing authorization information");
    }
    return found;
  }

  ItemGroup.Sender sender(Credentials credentials) {
    Map<String, String> hints = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "sec-ch-ua", "sec-ch-ua-model", "sec-ch-ua-platform", "sec-ch-ua-platform-version"
        }) {
      String value = header(name);
      if (value != null) {
        hints.put(name, value);
      }
    }
    return new ItemGroup.Sender(
        credentials.client(), credentials.version(), clientAddress, header("user-agent"), hints);
  }
}
