/**
 * Configuration: the settings of {@code conf/vedette.yaml} (typed, with units, defaults and hints
 * for misspelt keys) and the registry of runtime options (spec 10 §4). Files, environment and
 * command line come in; immutable {@link dev.vedette.config.Settings} go out.
 */
@NullMarked
package dev.vedette.config;

import org.jspecify.annotations.NullMarked;
