/**
 * What the system survived, for people. In: lost connections, crashed edges, dropped duplicates. Out: a bounded table, its
 * writes rate-limited. Never slows the data path and never fails it.
 */
@NullMarked
package io.clickway.warehouse.fault;

import org.jspecify.annotations.NullMarked;
