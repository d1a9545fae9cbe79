/**
 * What becomes of something in quarantine that is tried again. In: a row of {@code quarantine}. Out: the same thing on the
 * path of a delivery, stored or kept with what is wrong now. Never decides by itself what is good: that is for unpacking and
 * ingestion.
 */
@NullMarked
package io.clickway.warehouse.retry;

import org.jspecify.annotations.NullMarked;
