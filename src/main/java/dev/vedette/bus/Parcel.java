package dev.vedette.bus;

import com.fasterxml.jackson.databind.JavaType;

/**
 * A message on its way: passed as it is within a node, written by {@link WireFormat} between nodes.
 */
record Parcel(JavaType type, Object content) {}
