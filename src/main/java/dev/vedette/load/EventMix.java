package dev.vedette.load;

/**
 * What a load is made of.
 *
 * @param bytes size of an event's JSON, about
 * @param groups number of different issues the errors belong to
 * @param users number of different users
 * @param tagValues number of different values of the one tag that varies freely
 * @param transactionPercent how many of a hundred events are transactions
 */
public record EventMix(int bytes, int groups, int users, int tagValues, int transactionPercent) {}
