package io.clickway.judge;

import io.clickway.event.proto.Verdict;
import java.util.List;

/**
 * A verdict and why.
 *
 * @param reasons codes of {@link Reason}, strongest first; empty for a person
 */
public record Judgement(Verdict verdict, List<String> reasons) {

    public Judgement {
        reasons = List.copyOf(reasons);
    }
}
