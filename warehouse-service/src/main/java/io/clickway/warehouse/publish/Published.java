package io.clickway.warehouse.publish;

import java.time.Instant;

/** What a publish answers: the current version, how many links it has in how many shards, and how many of them are new. */
public record Published(long version, Instant publishedAt, int links, int shards, int changedShards) {}
