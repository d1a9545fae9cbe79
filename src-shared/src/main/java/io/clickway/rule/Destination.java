package io.clickway.rule;

import io.clickway.link.DestinationTemplate;

/**
 * One of several places a rule or campaign sends visitors to.
 *
 * @param name the offer's or lander's slug, else empty
 * @param weight its share among its neighbours; 0: never drawn
 */
public record Destination(
        int destinationId, int offerId, int landerId, String name, DestinationTemplate template, int weight) {}
