package io.clickway.rule;

/** How big a campaign may be, so that deciding and its trace stay bounded. */
public final class Limits {

    public static final int RULES = 1000;
    public static final int CONDITIONS = 32;
    public static final int DESTINATIONS = 100;
    public static final int WEIGHT = 1_000_000;

    /** Rules that a trace names at most. */
    public static final int TRACE = 64;

    private Limits() {}
}
