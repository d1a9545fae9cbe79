/**
 * What stands on the envelope of a batch between the forwarder and the warehouse. In: ranges of sources and a body.
 * Out: message headers, and headers read back with every fault named. Never compresses: that is the ends' work.
 */
@NullMarked
package io.clickway.batch;

import org.jspecify.annotations.NullMarked;
