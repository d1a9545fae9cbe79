package io.clickway.rule;

/** Which condition let each rule down, in the rules' order: a byte per rule, at most {@link Limits#TRACE}. */
final class Trace {

    /** Of a decision that asked no rule. Nothing is ever added to it. */
    static final Trace NONE = new Trace(0);

    private final byte[] failed;
    private int count;
    private boolean isUnsure;
    private int untoldRuleId;
    private int untoldCondition = -1;

    Trace(int capacity) {
        this.failed = new byte[capacity];
    }

    /** @param answer of {@link Rule#ask}, not that it takes the click */
    void add(int answer, Rule rule) {
        int condition = answer & Rule.UNTOLD - 1;
        isUnsure |= answer >= Rule.UNTOLD;
        if ((answer & Rule.UNTOLD) != 0 && untoldCondition < 0) {
            untoldRuleId = rule.ruleId();
            untoldCondition = condition;
        }
        if (count < failed.length) {
            failed[count++] = (byte) condition;
        }
    }

    int count() {
        return count;
    }

    int condition(int rule) {
        return failed[rule];
    }

    boolean isTold() {
        return untoldCondition < 0;
    }

    boolean isSure() {
        return !isUnsure;
    }

    int untoldRuleId() {
        return untoldRuleId;
    }

    int untoldCondition() {
        return untoldCondition;
    }
}
