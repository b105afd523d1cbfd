/** Monitors (crons): check-ins of the check-ins feed come in and are stored with their monitor. */
@NullMarked
package dev.vedette.monitor;

import org.jspecify.annotations.NullMarked;
