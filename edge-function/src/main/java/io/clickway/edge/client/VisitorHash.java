package io.clickway.edge.client;

import io.clickway.id.SipHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Names a visitor within one UTC day: a keyed hash of workspace, address and User-Agent. The day's key is derived from
 * the edge's, so that every edge with the same key gives the same name, and no name tells the address. Thread-safe.
 */
public final class VisitorHash {

    private static final long MILLIS_PER_DAY = 86_400_000L;

    private record DayKey(long day, SipHash hash) {}

    private final SipHash key;
    private volatile DayKey today;

    public VisitorHash(SipHash key) {
        this.key = key;
        this.today = derive(0);
    }

    /** @param millis the time of the click, milliseconds since the epoch */
    public long of(long millis, int workspaceId, ClientAddress client, String userAgent) {
        var agent = userAgent.getBytes(StandardCharsets.UTF_8);
        var text = ByteBuffer.allocate(Integer.BYTES + 1 + client.bytes().length + agent.length)
                .putInt(workspaceId)
                .put((byte) client.bytes().length)
                .put(client.bytes())
                .put(agent)
                .array();
        return keyOf(Math.floorDiv(millis, MILLIS_PER_DAY)).hash().hash(text, 0, text.length);
    }

    private DayKey keyOf(long day) {
        var known = today;
        if (known.day() == day) {
            return known;
        }
        var derived = derive(day);
        today = derived;
        return derived;
    }

    private DayKey derive(long day) {
        return new DayKey(day, new SipHash(key.hash(day, 0), key.hash(day, 1)));
    }
}
