package dev.vedette.telemetry;

import org.apache.logging.log4j.CloseableThreadContext;
import org.jspecify.annotations.Nullable;

/** What is worked on, as every line of the log tells it while it is open. */
public final class LogContext implements AutoCloseable {

  private final CloseableThreadContext.Instance opened;

  private LogContext(CloseableThreadContext.Instance opened) {
    this.opened = opened;
  }

  /**
   * Opens a context.
   *
   * @param project number of the project
   * @param event id of the event, or null when it belongs to none
   */
  public static LogContext of(long project, @Nullable String event) {
    CloseableThreadContext.Instance opened =
        CloseableThreadContext.put("project", Long.toString(project));
    return new LogContext(event == null ? opened : opened.put("event", event));
  }

  @Override
  public void close() {
    opened.close();
  }
}
