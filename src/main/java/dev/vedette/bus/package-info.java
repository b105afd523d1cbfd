/**
 * The event bus: typed requests and announcements between verticles. A message is a record whose
 * type names its address. Records come in and go out by reference within a node, as CBOR between
 * nodes; failures travel as {@link dev.vedette.bus.Fault}.
 */
@NullMarked
package dev.vedette.bus;

import org.jspecify.annotations.NullMarked;
