/**
 * Releases and their health: session updates of the sessions feed come in and are counted per hour,
 * release and environment.
 */
@NullMarked
package dev.vedette.release;

import org.jspecify.annotations.NullMarked;
