package io.clickway.edge.route;

import io.clickway.link.DestinationTemplate;

/** A link as the edge needs it; its destination was checked when the table was built. */
public record Link(int linkId, int workspaceId, int campaignId, DestinationTemplate destination) {}
