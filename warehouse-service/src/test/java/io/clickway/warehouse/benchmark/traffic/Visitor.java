package io.clickway.warehouse.benchmark.traffic;

import com.google.protobuf.ByteString;

/** Who clicks, now and perhaps again: the same place, the same browser, another pseudonym every day. */
record Visitor(long seed, Place place, UserAgents.Known agent, ByteString network, String language, int signals) {

    private static final long DAY_MILLIS = 86_400_000L;

    long pseudonym(long atMillis) {
        long z = seed + Math.floorDiv(atMillis, DAY_MILLIS) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
