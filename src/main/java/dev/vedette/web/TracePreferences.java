package dev.vedette.web;

import dev.vedette.http.Answer;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a reader wants stack traces; asked for in the address and remembered in a cookie. */
public record TracePreferences(Mode mode, boolean oldestFirst) {

  private static final String COOKIE = "vedette_trace";
  private static final int A_YEAR = 31_536_000;

  /** What is shown of a stack trace. */
  public enum Mode {
    RELEVANT("Most relevant"),
    FULL("Full stack trace"),
    RAW("Raw");

    private final String title;

    Mode(String title) {
      this.title = title;
    }

    /** What the reader chooses. */
    public String title() {
      return title;
    }

    /** The name in addresses. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Mode of(@Nullable String label, Mode otherwise) {
      return List.of(values()).stream()
          .filter(mode -> mode.label().equals(label))
          .findFirst()
          .orElse(otherwise);
    }
  }

  /** What the request asks for, else what was chosen before, else the relevant, newest first. */
  static TracePreferences of(Call call) {
    String chosen = Authentication.cookie(call.headers().get("cookie"), COOKIE);
    String[] parts = (chosen == null ? "" : chosen).split("\\.", -1);
    boolean oldestFirst = parts.length > 1 && parts[1].equals("oldest");
    String order = call.first("order");
    return new TracePreferences(
        Mode.of(call.first("trace"), Mode.of(parts[0], Mode.RELEVANT)),
        order == null ? oldestFirst : order.equals("oldest"));
  }

  /** The answer, with the choice of the request for later ones. */
  Answer remember(Call call, Answer answer, boolean secure) {
    if (call.first("trace") == null && call.first("order") == null) {
      return answer;
    }
    return answer.withCookie(
        "%s=%s.%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s"
            .formatted(COOKIE, mode.label(), order(oldestFirst), A_YEAR, secure ? "; Secure" : ""));
  }

  /** The address that chooses a mode. */
  public static String choose(Mode mode) {
    return "?trace=" + mode.label() + "#trace";
  }

  /** The address that chooses an order. */
  public static String choose(boolean oldestFirst) {
    return "?order=" + order(oldestFirst) + "#trace";
  }

  private static String order(boolean oldestFirst) {
    return oldestFirst ? "oldest" : "newest";
  }
}
