package io.clickway.edge.source;

/** Hears of each commit's end, for metrics. Called on many threads. */
public interface CommitTally {

    CommitTally NONE = new CommitTally() {
        @Override
        public void kept(Keeping where, int events, long nanos) {}

        @Override
        public void breakerOpened() {}

        @Override
        public void breakerClosed() {}
    };

    /** @param nanos from the commit's forming to its durability */
    void kept(Keeping where, int events, long nanos);

    void breakerOpened();

    void breakerClosed();
}
