package io.clickway.agent;

import java.util.Arrays;

/** What one pass over a User-Agent has found: the best rank of each group, and where each mark ends. For one thread. */
final class Findings implements TokenScanner.Finds {

    static final int NOTHING = Integer.MAX_VALUE;

    private final int[] groups;
    private final int[] ranks;
    private final int[] best;
    private final short[] ends;

    /**
     * @param groups of each token
     * @param ranks of each token
     */
    Findings(int[] groups, int[] ranks, int groupCount, int markCount) {
        this.groups = groups;
        this.ranks = ranks;
        best = new int[groupCount];
        Arrays.fill(best, NOTHING);
        ends = new short[markCount];
    }

    @Override
    public void found(int token, int end) {
        int group = groups[token];
        int rank = ranks[token];
        if (group == Vocabulary.MARKS) {
            if (ends[rank] == 0) {
                ends[rank] = (short) end;
            }
        } else if (rank < best[group]) {
            best[group] = rank;
        }
    }

    /** @return {@link #NOTHING} when no token of the group was found */
    int best(int group) {
        return best[group];
    }

    boolean has(int group) {
        return best[group] != NOTHING;
    }

    /** @return index behind the mark's first place; -1 when it wasn't found */
    int endOf(int mark) {
        return ends[mark] == 0 ? -1 : ends[mark];
    }
}
