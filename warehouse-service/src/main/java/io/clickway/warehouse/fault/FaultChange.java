package io.clickway.warehouse.fault;

import java.time.Instant;

/** What is to be written to the table. */
public sealed interface FaultChange {

    /** @param isOver whether it was over when it was noticed */
    record Happened(Fault fault, boolean isOver) implements FaultChange {}

    record Healed(Instant at, String region, String kind) implements FaultChange {}
}
