package io.clickway.edge.judge;

import io.clickway.event.proto.Verdict;
import java.util.List;

/** A verdict on a click and why, as bounded codes such as {@code ua-crawler}. */
public record Judgement(Verdict verdict, List<String> reasons, Agent agent) {

    public Judgement {
        reasons = List.copyOf(reasons);
    }
}
