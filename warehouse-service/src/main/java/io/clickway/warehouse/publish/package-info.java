/**
 * Publishing: live links become shards and a manifest, stored as the next version and sent to the regions; what runs
 * where is read from the watermarks, and what lags is sent again. A version never changes once stored.
 */
@NullMarked
package io.clickway.warehouse.publish;

import org.jspecify.annotations.NullMarked;
