package dev.vedette.feed;

/** Too much waits to be read; the sender should try again later. */
public final class FeedFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Refuses an append. */
  public FeedFull() {
    super("the feed is full", null, false, false);
  }
}
