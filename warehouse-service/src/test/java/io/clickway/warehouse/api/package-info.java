/** The API as its callers see it: a running warehouse on a private Postgres and RabbitMQ, asked over HTTP. */
@NullMarked
package io.clickway.warehouse.api;

import org.jspecify.annotations.NullMarked;
