/**
 * Counters with expiry for quotas, limits and noise control. Keys and amounts come in, counts and
 * decisions go out. They may be lost at any time; nothing durable rests on them.
 */
@NullMarked
package dev.vedette.counter;

import org.jspecify.annotations.NullMarked;
