package io.clickway.rule;

import io.clickway.condition.Answer;
import io.clickway.condition.ClickFacts;
import io.clickway.condition.Condition;
import io.clickway.event.proto.RulePassed;

/** A compiled rule. */
final class Rule {

    /** Of {@link #ask}: every condition holds. */
    static final int TAKES = -1;

    /** Of {@link #ask}: none fails, but one can't be told; its index is added to this. */
    static final int UNTOLD = 1 << 16;

    private final int ruleId;
    private final String name;
    private final boolean isSticky;
    private final Condition[] conditions;
    private final Destinations destinations;

    /** What a trace says of each condition, made once. */
    private final RulePassed[] passed;

    Rule(int ruleId, String name, boolean isSticky, Condition[] conditions, Destinations destinations) {
        this.ruleId = ruleId;
        this.name = name;
        this.isSticky = isSticky;
        this.conditions = conditions;
        this.destinations = destinations;
        this.passed = new RulePassed[conditions.length];
        for (int i = 0; i < conditions.length; i++) {
            passed[i] =
                    RulePassed.newBuilder().setRuleId(ruleId).setCondition(i).build();
        }
    }

    /** Added to an index when a condition before it can't be told: in truth that one may have failed first. */
    static final int UNSURE = 1 << 17;

    /** {@link #TAKES}, the index of the first condition that fails, or {@link #UNTOLD} and an index. */
    int ask(ClickFacts facts) {
        int untold = -1;
        for (int i = 0; i < conditions.length; i++) {
            var answer = conditions[i].test(facts);
            if (answer == Answer.NO) {
                return untold < 0 ? i : UNSURE + i;
            }
            if (answer == Answer.UNTOLD && untold < 0) {
                untold = i;
            }
        }
        return untold < 0 ? TAKES : UNTOLD + untold;
    }

    int ruleId() {
        return ruleId;
    }

    String name() {
        return name;
    }

    boolean isSticky() {
        return isSticky;
    }

    Destinations destinations() {
        return destinations;
    }

    RulePassed passed(int condition) {
        return passed[condition];
    }
}
