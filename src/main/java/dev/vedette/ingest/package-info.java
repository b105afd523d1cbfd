/**
 * The ingest gateway (spec 01): HTTP requests of SDKs come in; they are authenticated, bounded,
 * decoded and cut into items; {@link dev.vedette.ingest.ItemGroup}s go out to the feeds before the
 * answer is given. What is refused gets the status SDKs know, and an outcome.
 */
@NullMarked
package dev.vedette.ingest;

import org.jspecify.annotations.NullMarked;
