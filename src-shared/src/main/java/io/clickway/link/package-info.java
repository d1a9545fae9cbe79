/**
 * Where a link leads. In: the URL an advertiser wrote, with macros. Out: a checked template that fills the macros,
 * percent-encoded for their place, and adds the visitor's own parameters where a link passes them on. Never lets a
 * visitor's value into scheme, host or port, and takes no URL that two readers could read as two places.
 */
@NullMarked
package io.clickway.link;

import org.jspecify.annotations.NullMarked;
