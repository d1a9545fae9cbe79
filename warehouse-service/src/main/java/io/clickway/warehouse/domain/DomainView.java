package io.clickway.warehouse.domain;

import java.time.Instant;

/** A domain as the API shows it. */
public record DomainView(int id, String name, Instant createdAt, Instant updatedAt, int version) {

    static DomainView of(Domain domain) {
        return new DomainView(domain.id, domain.name, domain.createdAt, domain.updatedAt, domain.version);
    }
}
