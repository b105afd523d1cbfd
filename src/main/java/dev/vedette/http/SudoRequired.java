package dev.vedette.http;

import dev.vedette.json.Json;

/** A session must give its password again before it may do this (spec 11 §2.7). */
final class SudoRequired extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String username;

  SudoRequired(String username) {
    super("sudo-required", null, false, false);
    this.username = username;
  }

  Answer answer() {
    Json.Obj detail =
        Json.object()
            .put("code", "sudo-required")
            .put("message", "Account verification required.")
            .put("extra", Json.object().put("username", username).build())
            .build();
    return Answer.json(401, Json.object().put("detail", detail).build())
        .with("WWW-Authenticate", "xBasic realm=\"api\"");
  }
}
