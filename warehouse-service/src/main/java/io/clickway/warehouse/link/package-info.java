/**
 * Links: slug and destination, one by one or many at once. In: drafts. Out: rows that publishing reads. Never changes
 * what edges serve: that is what publishing is for.
 */
@NullMarked
package io.clickway.warehouse.link;

import org.jspecify.annotations.NullMarked;
