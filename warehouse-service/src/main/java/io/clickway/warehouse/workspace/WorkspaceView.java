package io.clickway.warehouse.workspace;

import java.time.Instant;

/** A workspace as the API shows it. */
public record WorkspaceView(
        int id,
        String slug,
        String name,
        int visitorDays,
        int addressDays,
        boolean allowsCookie,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    static WorkspaceView of(Workspace workspace) {
        return new WorkspaceView(
                workspace.id,
                workspace.slug,
                workspace.name,
                workspace.visitorDays,
                workspace.addressDays,
                workspace.allowsCookie,
                workspace.createdAt,
                workspace.updatedAt,
                workspace.version);
    }
}
