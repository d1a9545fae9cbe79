package io.clickway.warehouse.publish;

import java.time.Instant;
import java.util.List;

/**
 * What a publish answers: the current version, how many links it has in how many shards, how many of them are new, and what
 * seems odd though it works.
 */
public record Published(
        long version, Instant publishedAt, int links, int shards, int changedShards, List<FindingView> warnings) {

    public Published {
        warnings = List.copyOf(warnings);
    }
}
