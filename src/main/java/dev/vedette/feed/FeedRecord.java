package dev.vedette.feed;

/**
 * A record to append.
 *
 * @param feed where it goes
 * @param key records of equal key keep their order and meet in one partition
 * @param body the message, kept as it is
 */
public record FeedRecord(FeedName feed, long key, byte[] body) {}
