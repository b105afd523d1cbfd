/**
 * PostgreSQL: the embedded server, the pool, migrations, day partitions, leases. Connection
 * settings come in; {@link dev.vedette.store.Database} goes out, through which the rooms run their
 * own SQL.
 */
@NullMarked
package dev.vedette.store;

import org.jspecify.annotations.NullMarked;
