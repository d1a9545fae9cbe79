package io.clickway.agent;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what the latest User-Agents say, so that the common ones are read once. For one thread, the event loop's:
 * no locks; a hit allocates nothing. Bounded: at most 4,096 texts of at most {@value Agents#MAX_LENGTH} characters.
 *
 * <p>Each text has four places by its hash. A new one takes the last of them and moves one place forward whenever it
 * comes again, so a flood of random User-Agents only ever pushes out one another.
 */
public final class AgentCache {

    private static final int SETS = 1024;
    private static final int WAYS = 4;

    private final Agents agents;
    private final @Nullable String[] texts = new @Nullable String[SETS * WAYS];
    private final @Nullable Agent[] read = new @Nullable Agent[SETS * WAYS];

    public AgentCache(Agents agents) {
        this.agents = agents;
    }

    /** As {@link Agents#read}. */
    public Agent read(String userAgent) {
        if (userAgent.length() > Agents.MAX_LENGTH) {
            return agents.read(userAgent);
        }
        int hash = userAgent.hashCode();
        int first = ((hash ^ hash >>> 20 ^ hash >>> 10) & SETS - 1) * WAYS;
        for (int place = first; place < first + WAYS; place++) {
            var text = texts[place];
            var agent = read[place];
            if (text == null || agent == null) {
                return keep(place, userAgent);
            }
            if (text.equals(userAgent)) {
                if (place > first) {
                    swap(place, place - 1);
                }
                return agent;
            }
        }
        return keep(first + WAYS - 1, userAgent);
    }

    private Agent keep(int place, String userAgent) {
        var agent = agents.read(userAgent);
        texts[place] = userAgent;
        read[place] = agent;
        return agent;
    }

    private void swap(int one, int other) {
        var text = texts[one];
        texts[one] = texts[other];
        texts[other] = text;
        var agent = read[one];
        read[one] = read[other];
        read[other] = agent;
    }
}
