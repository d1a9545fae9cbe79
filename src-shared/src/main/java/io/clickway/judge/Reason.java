package io.clickway.judge;

import io.clickway.event.proto.Verdict;

/** The signs, strongest first: of those that hold, the first gives the verdict. */
public enum Reason {
    /** The User-Agent is of a service that pictures links. */
    LINK_PREVIEW("link-preview", Verdict.PREVIEW),
    /** The headers say that nobody has clicked yet. */
    PREFETCH("prefetch", Verdict.PREVIEW),
    /** The User-Agent is of a crawler or another program. */
    UA_CRAWLER("ua-crawler", Verdict.BOT),
    /**
     * From a data centre, and without a browser's name. The range alone condemns nobody, since people use VPNs, but
     * their browsers say who they are. The rate is no such second sign: the users of a VPN share its address.
     */
    DATA_CENTRE_PROGRAM("data-centre-program", Verdict.BOT),
    /** People's browsers don't follow links by HEAD; mail filters and chat programs do, to look at them. */
    METHOD_HEAD("method-head", Verdict.PREVIEW),
    UA_EMPTY("ua-empty", Verdict.SUSPECT),
    /** The User-Agent names neither a device nor a system nor a browser. */
    UA_UNKNOWN("ua-unknown", Verdict.SUSPECT),
    DATA_CENTRE("data-centre", Verdict.SUSPECT),
    RATE("rate", Verdict.SUSPECT);

    private final String code;
    private final Verdict verdict;

    Reason(String code, Verdict verdict) {
        this.code = code;
        this.verdict = verdict;
    }

    /** As stored with the click. */
    public String code() {
        return code;
    }

    public Verdict verdict() {
        return verdict;
    }

    int bit() {
        return 1 << ordinal();
    }
}
