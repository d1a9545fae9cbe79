package io.clickway.edge.click;

import io.clickway.id.ClickId;

/**
 * What a click meets at the edge.
 *
 * @param nowMillis the clock's time, which may lie before the id's when it was set back
 * @param isOverloaded whether to save what can be found out later: the country, whose look-up is the dearest part of the
 *     event and which the kept network still tells
 */
public record Circumstances(ClickId id, long nowMillis, long configVersion, boolean isOverloaded) {}
