/**
 * Puts the data path together and runs it. In: settings, a data source, the broker's address. Out: readers, periodic work,
 * metrics and health, started and stopped with the process. Never holds logic of its own: each room answers for its part.
 */
@NullMarked
package io.clickway.warehouse.run;

import org.jspecify.annotations.NullMarked;
