/**
 * Immutable JSON trees: parsing with limits, compact writing, building. Bytes and text come in,
 * {@link dev.vedette.json.Json} values go out. Events, API answers and stored documents all use
 * these values.
 */
@NullMarked
package dev.vedette.json;

import org.jspecify.annotations.NullMarked;
