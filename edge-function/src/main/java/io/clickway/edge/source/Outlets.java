package io.clickway.edge.source;

/** Where one source's commits may go, its clock, and who counts them. */
public record Outlets(
        EventStream stream, CommitSpool spool, LastResort lastResort, LoopClock clock, CommitTally tally) {}
