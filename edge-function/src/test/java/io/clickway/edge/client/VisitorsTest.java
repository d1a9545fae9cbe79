package io.clickway.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.id.ClickId;
import io.clickway.id.SipHash;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitorsTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final long DAY = 86_400_000L;
    private static final long NOON = 1_795_000_000_000L / DAY * DAY + DAY / 2;
    private static final ClientAddress CLIENT = client("203.0.113.9");
    private static final ClientAddress OTHER = client("203.0.113.10");

    private final Visitors visitors = new Visitors(SipHash.ofHex(KEY));

    private static ClientAddress client(String address) {
        return TrustedProxies.parse(List.of()).clientOf(address, List.of());
    }

    @Test
    void areTheSameOnEveryEdgeWithTheSameKeyForOnePeriod() {
        var elsewhere = new Visitors(SipHash.ofHex(KEY));

        assertThat(elsewhere.of(NOON + 3_600_000, 1, 1, CLIENT, "Firefox"))
                .isEqualTo(visitors.of(NOON, 1, 1, CLIENT, "Firefox"));
    }

    @Test
    void changeWithPeriodWorkspaceAddressUserAgentAndKey() {
        long visitor = visitors.of(NOON, 1, 1, CLIENT, "Firefox");

        assertThat(visitors.of(NOON + DAY, 1, 1, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 2, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 2, 1, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 1, OTHER, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 1, CLIENT, "Chrome")).isNotEqualTo(visitor);
        assertThat(new Visitors(SipHash.ofHex("ff" + KEY.substring(2))).of(NOON, 1, 1, CLIENT, "Firefox"))
                .isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 1, CLIENT, "Firefox")).isEqualTo(visitor);
    }

    @Test
    void keepTheirNameThroughAllDaysOfAPeriodAndNoLonger() {
        long first = NOON - NOON % (7 * DAY);
        long visitor = visitors.of(first, 1, 7, CLIENT, "Firefox");

        assertThat(visitors.of(first + 7 * DAY - 1, 1, 7, CLIENT, "Firefox")).isEqualTo(visitor);
        assertThat(visitors.of(first + 7 * DAY, 1, 7, CLIENT, "Firefox")).isNotEqualTo(visitor);
        assertThat(visitors.of(first - 1, 1, 7, CLIENT, "Firefox")).isNotEqualTo(visitor);
    }

    @Test
    void areToldApartWhereAddressAndUserAgentMeet() {
        long seed = 4;
        var random = new Random(seed);
        var names = new HashSet<Long>();
        int clients = 20_000;
        for (int i = 0; i < clients; i++) {
            var agent = "x".repeat(random.nextInt(3)) + i;
            names.add(visitors.of(NOON, 1, 1, client("10.0." + (i >> 8 & 0xff) + "." + (i & 0xff)), agent));
        }

        assertThat(names).as("seed %d", seed).hasSize(clients);
    }

    @Test
    void stayTheSameHoweverManyPeriodsAreAskedForInBetween() {
        long visitor = visitors.of(NOON, 1, 1, CLIENT, "Firefox");
        for (int days = 1; days <= 200; days++) {
            visitors.of(NOON, 1, days, CLIENT, "Firefox");
        }

        assertThat(visitors.of(NOON, 1, 1, CLIENT, "Firefox")).isEqualTo(visitor);
    }

    @Test
    void takeUserAgentsLongerThanAnyIsKept() {
        long visitor = visitors.of(NOON, 1, 1, CLIENT, "\ufffd".repeat(512));

        assertThat(visitors.of(NOON, 1, 1, CLIENT, "\ufffd".repeat(512))).isEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 1, CLIENT, "\ufffd".repeat(511))).isNotEqualTo(visitor);
        assertThat(visitors.of(NOON, 1, 1, ClientAddress.NONE, "")).isNotEqualTo(visitor);
    }

    @Test
    void withACookieKeepTheirNameWhateverElseChangesButNotAcrossWorkspaces() {
        var cookie = new ClickId(NOON << 16 | 0x7001, 1L << 63 | 5);
        var other = new ClickId(NOON << 16 | 0x7001, 1L << 63 | 6);
        long visitor = visitors.ofCookie(1, cookie);

        assertThat(new Visitors(SipHash.ofHex(KEY)).ofCookie(1, cookie)).isEqualTo(visitor);
        assertThat(visitors.ofCookie(2, cookie)).isNotEqualTo(visitor);
        assertThat(visitors.ofCookie(1, other)).isNotEqualTo(visitor);
    }
}
