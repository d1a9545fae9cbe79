package io.clickway.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSealTest {

    private static final String ONE = "1:" + "0f".repeat(32);
    private static final String TWO = "2:" + "a5".repeat(32);

    private final AddressSeal seal = AddressSeal.parse(ONE);

    @Test
    void whatIsSealedForAClickOpensForItAndForNoOther() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            var click = new ClickId(random.nextLong(), random.nextLong());
            var address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);

            var sealed = seal.seal(click, address);

            assertThat(sealed).hasSizeLessThanOrEqualTo(AddressSeal.MAX_SEALED_BYTES);
            assertThat(seal.open(click, sealed)).contains(address);
            assertThat(seal.open(new ClickId(click.high(), click.low() ^ 1), sealed))
                    .isEmpty();
            int flipped = random.nextInt(1, sealed.length);
            sealed[flipped] ^= (byte) (1 << random.nextInt(8));
            assertThat(seal.open(click, sealed)).isEmpty();
        }
    }

    @Test
    void neverUsesANonceTwiceForTheIdsOfAMint() {
        var mint = new ClickIdMint(
                new SourceId(7), IdKeys.parse("1:000102030405060708090a0b0c0d0e0f"), () -> 1_800_000_000_000L);
        var nonces = new HashSet<String>();
        for (int i = 0; i < 40_000; i++) {
            var sealed = seal.seal(mint.next(), new byte[4]);
            var nonce = new StringBuilder();
            for (int at = 1; at <= 12; at++) {
                nonce.append((char) (sealed[at] & 0xff));
            }
            assertThat(nonces.add(nonce.toString())).isTrue();
        }
    }

    @Test
    void theNewestKeySealsAndEachThatIsStillHereOpens() {
        var click = new ClickId(1, 2);
        var address = new byte[] {(byte) 192, 0, 2, 7};
        var old = seal.seal(click, address);
        var both = AddressSeal.parse(ONE + "," + TWO);

        var fresh = both.copy().seal(click, address);

        assertThat(fresh[0]).isEqualTo((byte) 2);
        assertThat(both.open(click, old)).contains(address);
        assertThat(both.open(click, fresh)).contains(address);
        var dropped = AddressSeal.parse(TWO);
        assertThat(dropped.open(click, old)).isEmpty();
        assertThat(dropped.knowsKeyOf(old)).isFalse();
        assertThat(dropped.knowsKeyOf(fresh)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 29, 32, 34, 46, 64})
    void bytesThatAreNoSealedAddressDoNotOpen(int length) {
        var bytes = new byte[length];
        if (length > 0) {
            bytes[0] = 1;
        }
        assertThat(seal.open(new ClickId(1, 2), bytes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:", "x:00", "256:00", "1:0f0f", "-1:00", "1:zz"})
    void aKeyThatIsNoneIsRefusedAndNeverQuoted(String text) {
        assertThatThrownBy(() -> AddressSeal.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("0f0f")
                .hasMessageNotContaining("zz");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> AddressSeal.parse(ONE + "," + ONE)).hasMessageContaining("address key 1 stands twice");
        assertThat(seal).hasToString("AddressSeal[1]");
    }
}
