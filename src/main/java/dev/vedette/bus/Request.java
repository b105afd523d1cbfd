package dev.vedette.bus;

/**
 * A message that is answered.
 *
 * @param <R> type of the answer
 */
public interface Request<R> {}
