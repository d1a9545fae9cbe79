package io.clickway.warehouse.ingest;

/**
 * Where a test may make the process die as by kill -9, to prove that every hand-over survives it. Set by
 * {@code WAREHOUSE_FAILPOINT}; never in production.
 */
public enum Failpoint {
    BEFORE_COPY,
    /** Half of the rows were sent. */
    IN_COPY,
    AFTER_COPY,
    BEFORE_COMMIT,
    /** Committed, not acked. */
    AFTER_COMMIT;

    /** As the shell reports a killed process. */
    public static final int EXIT_CODE = 137;
}
