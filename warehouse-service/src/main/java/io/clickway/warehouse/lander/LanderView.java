package io.clickway.warehouse.lander;

import java.time.Instant;

/** A lander as the API shows it. */
public record LanderView(
        int id, String slug, String name, String url, Instant createdAt, Instant updatedAt, int version) {

    static LanderView of(Lander lander) {
        return new LanderView(
                lander.id, lander.slug, lander.name, lander.url, lander.createdAt, lander.updatedAt, lander.version);
    }
}
