/** A source, a centre and a broker for the tests of the data path. */
@NullMarked
package io.clickway.warehouse.datapath;

import org.jspecify.annotations.NullMarked;
