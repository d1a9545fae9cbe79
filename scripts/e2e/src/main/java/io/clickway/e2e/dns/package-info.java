/**
 * Which address a visitor gets. In: a name server, or a resolver that keeps its answers, and the address of a visitor. Out: the
 * edges named to that visitor, and how long a region that is gone goes on being named. Sends no click.
 */
@NullMarked
package io.clickway.e2e.dns;

import org.jspecify.annotations.NullMarked;
