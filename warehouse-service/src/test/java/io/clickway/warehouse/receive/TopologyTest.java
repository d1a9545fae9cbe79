package io.clickway.warehouse.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private final Topology topology = new Topology(List.of("eu", "us"));

    @Test
    void knowsWhichMessagesFindAQueue() {
        assertThat(topology.regionOf("eu.0")).contains("eu");
        assertThat(topology.regionOf("us.12")).contains("us");
        assertThat(topology.regionOf("eu")).contains("eu");
        assertThat(topology.regionOf("eux.0")).isEmpty();
        assertThat(topology.regionOf("ap.0")).isEmpty();
    }
}
