package io.clickway.warehouse.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private final Topology topology = new Topology(List.of("eu", "us"));

    @Test
    void knowsWhichMessagesFindAQueue() {
        assertThat(topology.isRouted("eu.0")).isTrue();
        assertThat(topology.isRouted("us.12")).isTrue();
        assertThat(topology.isRouted("eu")).isTrue();
        assertThat(topology.isRouted("eux.0")).isFalse();
        assertThat(topology.isRouted("ap.0")).isFalse();
    }
}
