package io.clickway.warehouse.routing;

import io.clickway.links.proto.CampaignRecord;

/**
 * A campaign as it would be published now.
 *
 * @param bucket first 12 bits of the MD5 of its number: decides in which shard of the configuration it lies
 */
public record LiveCampaign(int bucket, CampaignRecord record) {}
