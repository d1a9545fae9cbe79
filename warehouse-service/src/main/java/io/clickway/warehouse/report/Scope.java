package io.clickway.warehouse.report;

import java.util.List;
import java.util.Optional;

/**
 * Whose clicks are counted.
 *
 * @param workspaceId only those of this workspace; empty for all
 * @param inCells the workspaces that the cubes know, to name them before the time and so use the tables' keys; none: unknown
 */
record Scope(Optional<Integer> workspaceId, List<Integer> inCells) {

    Scope {
        inCells = List.copyOf(inCells);
    }
}
