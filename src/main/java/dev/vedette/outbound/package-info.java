/**
 * The one HTTP client for requests of the server to others. In comes a request with its limits; out
 * goes it only to addresses that are allowed, checked again at every redirect, and back comes an
 * answer that is no larger than asked for.
 */
@NullMarked
package dev.vedette.outbound;

import org.jspecify.annotations.NullMarked;
