package io.clickway.edge.source;

/** The region's stream as one source sees it. Never throws; a failure is an answer. */
public interface EventStream {

    /** Appends the commit as one entry; good means that it lies on disk. An answer may never come. */
    void append(Commit commit, Answer answer);

    /** Asks for a sign of life, connecting anew if need be. The answer always comes. */
    void probe(Answer answer);
}
