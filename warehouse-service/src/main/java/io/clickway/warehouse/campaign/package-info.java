/**
 * Campaigns: what links belong to. Deleting archives, so that old clicks keep their names and the slug is free again.
 */
@NullMarked
package io.clickway.warehouse.campaign;

import org.jspecify.annotations.NullMarked;
