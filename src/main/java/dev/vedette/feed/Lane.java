package dev.vedette.feed;

/** A partition of a feed. */
record Lane(FeedName feed, int partition) {}
