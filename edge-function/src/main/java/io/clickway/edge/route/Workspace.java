package io.clickway.edge.route;

import io.clickway.links.proto.WorkspaceRecord;

/**
 * What a workspace lets the edge know of its visitors.
 *
 * @param visitorDays days that a visitor keeps their pseudonym
 */
public record Workspace(int visitorDays, boolean allowsCookie, boolean keepsAddress) {

    /** Of a workspace that the configuration doesn't name: the least. */
    public static final Workspace UNKNOWN = new Workspace(1, false, false);

    static Workspace of(WorkspaceRecord record) {
        return new Workspace(Math.max(1, record.getVisitorDays()), record.getAllowsCookie(), record.getKeepsAddress());
    }
}
