package dev.vedette.feed;

import java.time.Duration;

/**
 * How a verticle reads its feed: all partitions, or those that are its among several like it.
 *
 * @param batchRecords most records of one batch
 * @param gathering how far apart small batches begin, so that what comes in between is one batch
 * @param index which of the {@code of} readers this is, from 0
 * @param of number of readers that share the partitions
 */
public record FeedReading(
    Feed feed, DeadLetters deadLetters, int batchRecords, Duration gathering, int index, int of) {

  boolean takes(int partition) {
    return partition % of == index;
  }
}
