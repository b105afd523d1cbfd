/**
 * Load and its measure: realistic events of several platforms go out over HTTP as an SDK sends
 * them; what was acknowledged, how soon, and whether all of it was stored comes back. Used by
 * {@code vedette load} and {@code vedette bench}; no part of a server.
 */
@NullMarked
package dev.vedette.load;

import org.jspecify.annotations.NullMarked;
