package dev.vedette.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vedette.json.Json;
import dev.vedette.testing.IngestBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the header: a key of 32 characters comes of it, or a refusal. */
class CredentialsFuzz {

  static List<String> headers() throws Exception {
    List<String> seeds = new ArrayList<>();
    for (Json.Obj request : IngestBodies.requests()) {
      for (Map.Entry<String, Json> header : request.object("headers").members().entrySet()) {
        if (header.getKey().toLowerCase(java.util.Locale.ROOT).contains("auth")) {
          seeds.add(((Json.Str) header.getValue()).value());
        }
      }
    }
    return seeds;
  }

  @MethodSource("headers")
  @FuzzTest(maxDuration = "10s")
  void givesAKeyOrRefuses(String header) {
    if (header == null) {
      return;
    }
    for (boolean sentryAuth : new boolean[] {true, false}) {
      try {
        Credentials found =
            sentryAuth
                ? Credentials.collect(header, null, Map.of(), null)
                : Credentials.collect(null, header, Map.of(), null);
        if (found != null && found.publicKey().length() != 32) {
          throw new AssertionError("a key that is no key: " + found.publicKey());
        }
      } catch (IngestError refused) {
        if (refused.status() < 400 || refused.status() > 499) {
          throw new AssertionError(refused);
        }
      }
    }
  }
}
