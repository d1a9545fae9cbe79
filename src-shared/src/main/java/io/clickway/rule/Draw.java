package io.clickway.rule;

/**
 * Draws that are uniform over clicks or visitors and yet come out the same each time. The mixer is the finisher of
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators"). What was drawn is kept with
 * clicks, so these functions must never change.
 */
final class Draw {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Tells rules from campaigns of the same number. */
    private static final long RULE = 1L << 32;

    private Draw() {}

    static int ofClickAtRule(long idHigh, long idLow, int ruleId) {
        return bits(idHigh, idLow, RULE | Integer.toUnsignedLong(ruleId));
    }

    static int ofClickAtCampaign(long idHigh, long idLow, int campaignId) {
        return bits(idHigh, idLow, Integer.toUnsignedLong(campaignId));
    }

    /** The same for all of a campaign's rules: a visitor stays with their share of each. */
    static int ofVisitor(long visitor, int campaignId) {
        return bits(visitor, 0, Integer.toUnsignedLong(campaignId));
    }

    private static int bits(long first, long second, long salt) {
        long mixed = mix(first + GOLDEN);
        mixed = mix((mixed ^ second) + GOLDEN);
        mixed = mix((mixed ^ salt) + GOLDEN);
        return (int) (mixed >>> 32);
    }

    private static long mix(long z) {
        long mixed = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** From 0 to below the sum, which is positive. */
    static int below(int bits, int sum) {
        return (int) (Integer.toUnsignedLong(bits) * sum >>> 32);
    }
}
