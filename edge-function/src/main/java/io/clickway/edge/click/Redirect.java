package io.clickway.edge.click;

import io.clickway.event.proto.Event;

/** A click as it will be kept, and where its visitor goes. */
public record Redirect(Event event, String location) {}
