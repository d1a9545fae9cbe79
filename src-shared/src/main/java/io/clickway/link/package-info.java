/**
 * Where a link leads. In: the URL an advertiser wrote, with macros. Out: a checked template that fills the macros,
 * percent-encoded for their place. Never lets a visitor's value into scheme or host.
 */
@NullMarked
package io.clickway.link;

import org.jspecify.annotations.NullMarked;
