package dev.vedette.http;

import java.util.Map;

/** Headers of every answer that a browser may show. */
public final class SecurityHeaders {

  /** By name. */
  public static final Map<String, String> ALL =
      Map.of(
          "Content-Security-Policy",
              "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
                  + " object-src 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "same-origin");

  private SecurityHeaders() {}
}
