/**
 * Issues: batches of grouped events come in and are saved with all that counts them, in one
 * transaction; issues and their events go out to the API and the pages.
 */
@NullMarked
package dev.vedette.issue;

import org.jspecify.annotations.NullMarked;
