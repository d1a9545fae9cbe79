package io.clickway.warehouse.fault;

import java.time.Instant;

/**
 * Something the system survived, or is surviving.
 *
 * @param region the region it concerns, or {@code centre}
 * @param part {@code edge}, {@code forwarder}, {@code broker}, {@code postgres} or {@code warehouse}
 * @param kind what happened, as a code of lower-case letters and hyphens, e.g. {@code connection-lost}
 * @param detail what happened, in words, without data of visitors
 */
public record Fault(Instant at, String region, String part, String kind, String detail) {

    static final int MAX_DETAIL = 500;

    public Fault {
        if (!kind.matches("[a-z-]{1,40}")) {
            throw new IllegalArgumentException("no kind of a fault: '" + kind + "'");
        }
        if (detail.length() > MAX_DETAIL) {
            detail = detail.substring(0, MAX_DETAIL);
        }
    }
}
