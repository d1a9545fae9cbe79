/**
 * Comes in: what callers say about traffic sources, which are where traffic is bought. Goes out: the stored sources, and the
 * URL to paste into one. Well-known sources have templates to begin with. It asks no source anything.
 */
@NullMarked
package io.clickway.warehouse.source;

import org.jspecify.annotations.NullMarked;
