package dev.vedette.feed;

/** Another reader has moved a partition on; what was made of the batch is not to be kept. */
public final class PositionMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PositionMoved(String message) {
    super(message, null, false, false);
  }
}
