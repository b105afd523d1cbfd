/**
 * People and credentials: accounts, passwords, tokens, browser sessions, roles and scopes. Secrets
 * come in, hashes are stored, and what a caller may do goes out.
 */
@NullMarked
package dev.vedette.identity;

import org.jspecify.annotations.NullMarked;
