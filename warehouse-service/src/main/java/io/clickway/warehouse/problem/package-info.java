/**
 * How the API says no. In: refusals and whatever else is thrown. Out: problem+json (RFC 9457) that names the fields and
 * what is possible. Never shows a stack trace, an SQL text or anything else of the server.
 */
@NullMarked
package io.clickway.warehouse.problem;

import org.jspecify.annotations.NullMarked;
