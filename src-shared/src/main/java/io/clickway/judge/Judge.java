package io.clickway.judge;

import io.clickway.agent.Agent;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.util.Arrays;

/**
 * Judges a click by its {@link Hints}. GET and POST are judged alike: Google's parallel tracking sends real clicks by
 * {@code sendBeacon}. Thread-safe; allocates nothing, since all judgements there can be are made once.
 */
public final class Judge {

    /** Goes up with every change of the lists or of the rules; stored with each click. */
    public static final int VERSION = 2;

    private static final Judgement[] JUDGEMENTS = new Judgement[1 << Reason.values().length];

    static {
        Arrays.setAll(JUDGEMENTS, Judge::ofReasons);
    }

    private Judge() {}

    public static Judgement judge(Hints hints) {
        return JUDGEMENTS[signs(hints)];
    }

    private static int signs(Hints hints) {
        int signs = ofAgent(hints.agent());
        boolean hasNoBrowser = (signs & (Reason.UA_EMPTY.bit() | Reason.UA_UNKNOWN.bit())) != 0;
        return signs
                | bit(Reason.PREFETCH, hints.purpose() == Purpose.AHEAD)
                | bit(Reason.METHOD_HEAD, hints.method() == Method.HEAD)
                | bit(Reason.DATA_CENTRE_PROGRAM, hints.isDataCentre() && hasNoBrowser)
                | bit(Reason.DATA_CENTRE, hints.isDataCentre())
                | bit(Reason.RATE, hints.isOverRate());
    }

    private static int ofAgent(Agent agent) {
        return switch (agent.kind()) {
            case LINK_PREVIEW -> Reason.LINK_PREVIEW.bit();
            case CRAWLER -> Reason.UA_CRAWLER.bit();
            case EMPTY -> Reason.UA_EMPTY.bit();
            case PERSON -> bit(Reason.UA_UNKNOWN, agent.isUnknown());
        };
    }

    private static int bit(Reason reason, boolean holds) {
        return holds ? reason.bit() : 0;
    }

    private static Judgement ofReasons(int signs) {
        var reasons = Arrays.stream(Reason.values())
                .filter(reason -> (signs & reason.bit()) != 0)
                .toList();
        return new Judgement(
                reasons.isEmpty() ? Verdict.HUMAN : reasons.getFirst().verdict(),
                reasons.stream().map(Reason::code).toList());
    }
}
