package dev.vedette.feed;

/**
 * A stretch of a partition that has been read.
 *
 * @param from position of its first record
 * @param next position after its last record
 */
public record FeedPosition(FeedName feed, int partition, long from, long next) {}
