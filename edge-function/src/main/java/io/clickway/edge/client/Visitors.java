package io.clickway.edge.client;

import io.clickway.id.ClickId;
import io.clickway.id.SipHash;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Names visitors: by a keyed hash of workspace, address and User-Agent that holds for the workspace's salt period, or by the
 * cookie they bring. A period's key is derived from the edge's, so that every edge with the same key gives the same name, and
 * no name tells the address. For one thread.
 */
public final class Visitors {

    private static final long MILLIS_PER_DAY = 86_400_000L;

    /** Keys of periods that are remembered: workspaces have few lengths. */
    private static final int MAX_KEYS = 64;

    private record Period(int days, long number) {}

    private final SipHash key;
    private final Map<Period, SipHash> keys = new HashMap<>();
    private byte[] text = new byte[1024];
    private Period latest = new Period(0, 0);
    private SipHash latestKey;

    public Visitors(SipHash key) {
        this.key = key;
        this.latestKey = key;
    }

    /**
     * @param millis the time of the click, milliseconds since the epoch
     * @param days length of a salt period; periods of any workspace with that length begin together
     */
    public long of(long millis, int workspaceId, int days, ClientAddress client, String userAgent) {
        var address = client.bytes();
        var agent = userAgent.getBytes(StandardCharsets.UTF_8);
        int length = Integer.BYTES + 1 + address.length + agent.length;
        if (text.length < length) {
            text = new byte[length];
        }
        text[0] = (byte) (workspaceId >>> 24);
        text[1] = (byte) (workspaceId >>> 16);
        text[2] = (byte) (workspaceId >>> 8);
        text[3] = (byte) workspaceId;
        text[4] = (byte) address.length;
        System.arraycopy(address, 0, text, 5, address.length);
        System.arraycopy(agent, 0, text, 5 + address.length, agent.length);
        return keyOf(days, Math.floorDiv(Math.floorDiv(millis, MILLIS_PER_DAY), days))
                .hash(text, 0, length);
    }

    /** The name of whom this id was given to as a cookie; another one in each workspace. */
    public long ofCookie(int workspaceId, ClickId cookie) {
        return key.hash(cookie.high() ^ workspaceId, cookie.low());
    }

    private SipHash keyOf(int days, long number) {
        if (latest.number() == number && latest.days() == days) {
            return latestKey;
        }
        if (keys.size() >= MAX_KEYS) {
            keys.clear();
        }
        latest = new Period(days, number);
        latestKey = keys.computeIfAbsent(
                latest, period -> new SipHash(key.hash(number, 2L * days), key.hash(number, 2L * days + 1)));
        return latestKey;
    }
}
