package io.clickway.warehouse.partition;

/** What becomes of a partition that is over for its retention. */
public enum OnExpiry {
    DROP,
    /** It stays as a table of its own in the schema {@code detached} until an operator takes it away. */
    KEEP
}
