/**
 * The command line (spec 10 §10): picocli commands on the same libraries as the server. Arguments
 * come in; text or JSON and an exit code go out.
 */
@NullMarked
package dev.vedette.cli;

import org.jspecify.annotations.NullMarked;
