package io.clickway.forwarder.failpoint;

import java.util.Optional;

/** Halts the process when it reaches the chosen step; without one it does nothing. */
public final class Failpoint {

    /** Never halts. */
    public static final Failpoint NONE = new Failpoint(Optional.empty(), () -> {});

    private final Optional<Step> chosen;
    private final Runnable halt;

    /** @param halt ends the process without any farewell */
    public Failpoint(Optional<Step> chosen, Runnable halt) {
        this.chosen = chosen;
        this.halt = halt;
    }

    public void reached(Step step) {
        if (chosen.isPresent() && chosen.get() == step) {
            halt.run();
        }
    }

    /** What has just happened. */
    public enum Step {
        /** A message was written to the broker, which hasn't confirmed it. */
        AFTER_PUBLISH,
        /** The broker confirmed, the entries are not acknowledged. */
        AFTER_CONFIRM,
        /** The entries are acknowledged. */
        AFTER_ACK
    }
}
