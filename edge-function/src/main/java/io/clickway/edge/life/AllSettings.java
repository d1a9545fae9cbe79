package io.clickway.edge.life;

import io.clickway.edge.links.LinkSettings;
import io.clickway.edge.redis.RedisSettings;
import io.clickway.edge.source.CommitSettings;
import io.clickway.edge.spool.SpoolSettings;
import jakarta.inject.Singleton;

/** The settings that starting needs, together. */
@Singleton
record AllSettings(
        EdgeSettings edge,
        CommitSettings commit,
        SpoolSettings spool,
        RedisSettings redis,
        LinkSettings links,
        StopSettings stop) {}
