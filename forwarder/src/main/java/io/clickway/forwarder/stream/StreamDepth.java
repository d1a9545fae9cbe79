package io.clickway.forwarder.stream;

import java.util.Optional;

/** How much the stream holds: entries not yet acknowledged, read or not, and the oldest of them. */
public record StreamDepth(long entries, Optional<EntryId> oldest) {}
