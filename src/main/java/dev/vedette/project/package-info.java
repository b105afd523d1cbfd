/**
 * Organizations, teams, projects, their keys and options, and the outcomes that are counted for
 * them. Ids come in as types of their own; cached views, rows and hourly outcome counts go out.
 */
@NullMarked
package dev.vedette.project;

import org.jspecify.annotations.NullMarked;
