/**
 * The doors: the HTTP server, its routes, authentication and errors. Requests come in; ingest, API
 * and pages answer them. Every route declares who may use it.
 */
@NullMarked
package dev.vedette.http;

import org.jspecify.annotations.NullMarked;
