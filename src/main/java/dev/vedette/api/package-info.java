/**
 * The web API below {@code /api/0/} (spec 11): requests that have been let in come, are answered
 * from the subjects and, over the bus, from the works. JSON goes out in the forms clients know.
 */
@NullMarked
package dev.vedette.api;

import org.jspecify.annotations.NullMarked;
