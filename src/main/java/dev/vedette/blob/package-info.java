/**
 * Large contents by id: attachments, minidumps, profiles, replays. A stream comes in, is written,
 * forced to disk and renamed; its id goes out. What nobody refers to is removed after a day.
 */
@NullMarked
package dev.vedette.blob;

import org.jspecify.annotations.NullMarked;
