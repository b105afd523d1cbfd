/**
 * The pages: server-rendered, readable without JavaScript. Requests that have been let in come;
 * they are answered from the same services as the API, as HTML. Live updates go out as server-sent
 * events.
 */
@NullMarked
package dev.vedette.web;

import org.jspecify.annotations.NullMarked;
