/**
 * Real servers for development and tests: PostgreSQL, Redis and Kafka as child processes on
 * loopback, resolved from Maven artifacts of a checkout. Names come in; addresses to connect to go
 * out. No part of a server.
 */
@NullMarked
package dev.vedette.devservices;

import org.jspecify.annotations.NullMarked;
