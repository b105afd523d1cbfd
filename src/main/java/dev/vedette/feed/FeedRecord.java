package dev.vedette.feed;

import java.util.List;

/**
 * A record to append.
 *
 * @param feed where it goes
 * @param key records of equal key keep their order and meet in one partition
 * @param body the message, kept as it is
 * @param blobs ids of the blobs that the body names; they are kept as long as the record waits
 */
public record FeedRecord(FeedName feed, long key, byte[] body, List<String> blobs) {}
