/**
 * Workspaces: one customer of many on one installation. In: drafts from operators. Out: entities. Deleting archives, so
 * that old clicks keep their names.
 */
@NullMarked
package io.clickway.warehouse.workspace;

import org.jspecify.annotations.NullMarked;
