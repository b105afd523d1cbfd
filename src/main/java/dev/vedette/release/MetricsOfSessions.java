package dev.vedette.release;

import dev.vedette.relay.RelayOutput.SessionMetric;
import java.util.ArrayList;
import java.util.List;

/** What a Relay would count of a change of sessions (spec 01 §20.3 step 7). */
final class MetricsOfSessions {

  private static final String COUNTER = "c";
  private static final String SET = "s";
  private static final String SESSION = "session";

  private final SessionUpdate update;
  private final List<SessionMetric> metrics = new ArrayList<>();

  private MetricsOfSessions(SessionUpdate update) {
    this.update = update;
  }

  static List<SessionMetric> of(SessionUpdate update) {
    MetricsOfSessions made = new MetricsOfSessions(update);
    if (update.sid() == null) {
      made.aggregate();
    } else {
      made.single();
    }
    return made.metrics;
  }

  private void single() {
    String status = update.status();
    boolean fatal = status.equals("crashed") || status.equals("abnormal");
    if (update.init()) {
      count("init", 1);
    }
    if (update.errored()) {
      set("error", "", String.valueOf(update.sid()));
    }
    if (fatal) {
      count(status, 1);
    }
    String user = update.user();
    if (user != null && (update.init() || update.errored())) {
      set("user", fatal ? status : update.errored() ? "errored" : "ok", user);
    }
  }

  private void aggregate() {
    count("init", update.total());
    count("errored_preaggr", update.erroredCount() + update.abnormal() + update.crashed());
    count("abnormal", update.abnormal());
    count("crashed", update.crashed());
    String user = update.user();
    if (user != null) {
      set("user", userStatus(), user);
    }
  }

  private String userStatus() {
    return update.crashed() > 0
        ? "crashed"
        : update.abnormal() > 0 ? "abnormal" : update.erroredCount() > 0 ? "errored" : "ok";
  }

  private void count(String status, long count) {
    if (count > 0) {
      add(COUNTER, SESSION, status, "", count, "");
    }
  }

  private void set(String name, String status, String member) {
    boolean ended = name.equals("user") && status.equals("abnormal");
    add(SET, name, status, ended ? update.mechanism() : "", 0, member);
  }

  private void add(
      String type, String name, String status, String mechanism, long count, String member) {
    metrics.add(
        new SessionMetric(
            type,
            name,
            status,
            mechanism,
            update.release(),
            update.environment(),
            update.started(),
            count,
            member));
  }
}
