/**
 * Feeds: durable, partitioned queues between ingest and the works. Records come in, in PostgreSQL
 * all of one append or none; batches go out in order per partition, with a position that is
 * committed together with what was made of them. What cannot be processed becomes a dead letter.
 */
@NullMarked
package dev.vedette.feed;

import org.jspecify.annotations.NullMarked;
