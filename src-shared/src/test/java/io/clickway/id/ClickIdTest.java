package io.clickway.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClickIdTest {

    private static final String KEY_1 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_2 = "f0e0d0c0b0a090807060504030201000";
    private static final long NOW = 1_790_000_000_123L;

    private final IdKeys keys = IdKeys.parse("1:" + KEY_1);
    private final AtomicLong clock = new AtomicLong(NOW);
    private final ClickIdMint mint = new ClickIdMint(new SourceId(0xfedcba9876543210L), keys, clock::get);

    @Test
    void hasTheLayoutOfUuidVersionSevenAndCarriesItsTime() {
        var id = mint.next();

        assertThat(id.uuid().version()).isEqualTo(7);
        assertThat(id.uuid().variant()).isEqualTo(2);
        assertThat(id.epochMillis()).isEqualTo(NOW);
    }

    @Test
    void makesNoIdTwiceHoweverLongTheClockStandsBehind() {
        var seen = new HashSet<ClickId>();
        mint.timeThrough();
        clock.set(NOW - 3_600_000);
        for (int i = 0; i < 100_000; i++) {
            var id = mint.next();
            assertThat(id.epochMillis()).isGreaterThanOrEqualTo(NOW);
            seen.add(id);
        }

        assertThat(seen).hasSize(100_000);
        assertThat(mint.timeThrough()).isEqualTo(NOW + 6);
    }

    @Test
    void readsItsOwnTextInEitherCaseAndTheTextOfTheUuid() {
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            var id = new ClickId(random.nextLong(), random.nextLong());

            assertThat(id.toString()).hasSize(26).isLowerCase();
            assertThat(ClickId.parse(id.toString())).contains(id);
            assertThat(ClickId.parse(id.toString().toUpperCase(java.util.Locale.ROOT)))
                    .contains(id);
            assertThat(ClickId.parse(id.uuid().toString())).contains(id);
        }
    }

    @Test
    void refusesTextThatIsNoId() {
        assertThat(ClickId.parse("")).isEmpty();
        assertThat(ClickId.parse("z".repeat(26))).isEmpty();
        assertThat(ClickId.parse("0".repeat(25) + "u")).isEmpty();
        assertThat(ClickId.parse("0".repeat(25) + "é")).isEmpty();
        assertThat(ClickId.parse("x".repeat(36))).isEmpty();
    }

    @Test
    void theOrderOfTheTextIsTheOrderOfTheIds() {
        var ids = new ArrayList<ClickId>();
        var random = new Random(11);
        for (int i = 0; i < 500; i++) {
            ids.add(new ClickId(random.nextLong(), random.nextLong()));
        }
        var byText = new ArrayList<>(ids);
        byText.sort((a, b) -> a.toString().compareTo(b.toString()));
        ids.sort(null);

        assertThat(byText).isEqualTo(ids);
    }

    @Test
    void neverRepeatsWithinAMillisecondAndNeverGoesBackInTime() {
        var seen = new HashSet<ClickId>();
        for (int i = 0; i < 16_384; i++) {
            assertThat(seen.add(mint.next())).isTrue();
        }
        clock.addAndGet(-5_000);

        assertThat(mint.next().epochMillis()).isEqualTo(NOW + 1);
        assertThat(mint.timeThrough()).isEqualTo(NOW + 1);
    }

    @Test
    void verifiesItsOwnIdsAndRefusesEveryFlippedBit() {
        var id = mint.next();

        assertThat(keys.verifies(id)).isTrue();
        for (int bit = 0; bit < 64; bit++) {
            assertThat(keys.verifies(new ClickId(id.high() ^ 1L << bit, id.low())))
                    .isFalse();
            assertThat(keys.verifies(new ClickId(id.high(), id.low() ^ 1L << bit)))
                    .isFalse();
        }
    }

    @Test
    void aNewKeyMintsWhileTheOldOneStillVerifies() {
        var old = mint.next();
        var rotated = IdKeys.parse("1:" + KEY_1 + ",2:" + KEY_2);
        var fresh = new ClickIdMint(new SourceId(1), rotated, clock::get).next();

        assertThat(rotated.verifies(old)).isTrue();
        assertThat(rotated.verifies(fresh)).isTrue();
        assertThat(keys.verifies(fresh)).isFalse();
        assertThat(fresh.keyNumber()).isEqualTo(2);
    }

    @Test
    void refusesKeysThatAreNotWrittenAsTheyShould() {
        for (var bad : new String[] {"", KEY_1, "4:" + KEY_1, "1:" + KEY_1 + ",1:" + KEY_2, "1:xyz"}) {
            assertThatThrownBy(() -> IdKeys.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSourceIdIsSixteenHexDigits() {
        assertThat(SourceId.parse("00000000000000ff")).hasToString("00000000000000ff");
        assertThat(SourceId.parse("ffffffffffffffff").bits()).isEqualTo(-1L);
        assertThatThrownBy(() -> SourceId.parse("ff")).hasMessageContaining("'ff'");
        assertThatThrownBy(() -> SourceId.parse("+000000000000001")).isInstanceOf(IllegalArgumentException.class);
    }
}
