package io.clickway.forwarder.stream;

import java.time.Duration;

/** A consumer of the group: how many entries it was given and hasn't acknowledged, and since when it asked for none. */
public record ConsumerState(String name, long pending, Duration idle) {}
