package io.clickway.edge.judge;

import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.util.List;

/**
 * Judges a click by what its own request shows. A preview goes before a crawler, a crawler before a doubt: the strongest
 * sign gives the verdict and the reason. Thread-safe.
 */
public final class Judge {

    /** Goes up with every change of lists or rules; stored with each click. */
    public static final int VERSION = 1;

    private static final List<String> LINK_PREVIEW = List.of("link-preview");
    private static final List<String> PREFETCH = List.of("prefetch");
    private static final List<String> METHOD_HEAD = List.of("method-head");
    private static final List<String> UA_CRAWLER = List.of("ua-crawler");
    private static final List<String> UA_EMPTY = List.of("ua-empty");
    private static final List<String> NO_REASON = List.of();

    private final Agents agents = new Agents();

    /** @param prefetch whether a header says that nobody has clicked yet */
    public Judgement judge(Method method, String userAgent, boolean prefetch) {
        var agent = agents.recognise(userAgent);
        if (agent.kind() == Agent.Kind.LINK_PREVIEW) {
            return new Judgement(Verdict.PREVIEW, LINK_PREVIEW, agent);
        }
        if (prefetch) {
            return new Judgement(Verdict.PREVIEW, PREFETCH, agent);
        }
        if (agent.kind() == Agent.Kind.CRAWLER) {
            return new Judgement(Verdict.BOT, UA_CRAWLER, agent);
        }
        if (method == Method.HEAD) {
            return new Judgement(Verdict.PREVIEW, METHOD_HEAD, agent);
        }
        if (agent.kind() == Agent.Kind.EMPTY) {
            return new Judgement(Verdict.SUSPECT, UA_EMPTY, agent);
        }
        return new Judgement(Verdict.HUMAN, NO_REASON, agent);
    }
}
