/**
 * A node: settings come in, and resources, verticles and the listener are started in order and
 * stopped in reverse. Maintenance runs here, on the node that holds its lease.
 */
@NullMarked
package dev.vedette.node;

import org.jspecify.annotations.NullMarked;
