package io.clickway.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.id.SipHash;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisitorHashTest {

    private static final long NOON = 1_795_000_000_000L / 86_400_000L * 86_400_000L + 43_200_000L;
    private static final ClientAddress CLIENT = TrustedProxies.parse(List.of()).clientOf("203.0.113.9", List.of());
    private static final ClientAddress OTHER = TrustedProxies.parse(List.of()).clientOf("203.0.113.10", List.of());

    private final VisitorHash visitors = new VisitorHash(SipHash.ofHex("000102030405060708090a0b0c0d0e0f"));

    @Test
    void isTheSameOnEveryEdgeWithTheSameKeyForOneDay() {
        var elsewhere = new VisitorHash(SipHash.ofHex("000102030405060708090a0b0c0d0e0f"));

        assertThat(elsewhere.of(NOON + 3_600_000, 1, CLIENT, "Firefox"))
                .isEqualTo(visitors.of(NOON, 1, CLIENT, "Firefox"));
    }

    @Test
    void changesWithDayWorkspaceAddressUserAgentAndKey() {
        long visitor = visitors.of(NOON, 1, CLIENT, "Firefox");

        assertThat(visitors.of(NOON + 86_400_000, 1, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 2, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, OTHER, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, CLIENT, "Chrome")).isNotEqualTo(visitor);
        assertThat(new VisitorHash(SipHash.ofHex("ff0102030405060708090a0b0c0d0e0f")).of(NOON, 1, CLIENT, "Firefox"))
                .isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, CLIENT, "Firefox")).isEqualTo(visitor);
    }
}
