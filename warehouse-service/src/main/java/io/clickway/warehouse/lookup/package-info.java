/**
 * One click, whole, by its id: the id tells the time, the time the partition. Also the latest clicks. Writes nothing.
 */
@NullMarked
package io.clickway.warehouse.lookup;

import org.jspecify.annotations.NullMarked;
