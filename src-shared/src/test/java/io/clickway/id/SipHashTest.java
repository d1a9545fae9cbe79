package io.clickway.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SipHashTest {

    private static final SipHash REFERENCE = SipHash.ofHex("000102030405060708090a0b0c0d0e0f");

    @Test
    void givesTheVectorOfThePaper() {
        var data = new byte[15];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }

        assertThat(REFERENCE.hash(data, 0, 15)).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void givesTheReferenceVectorsOfShortInputs() {
        assertThat(REFERENCE.hash(new byte[0], 0, 0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(REFERENCE.hash(new byte[] {9, 0}, 1, 1)).isEqualTo(0x74f839c593dc67fdL);
    }

    @Test
    void hashesTwoLongsLikeTheirSixteenBytes() {
        var bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0x0123456789abcdefL)
                .putLong(-5L)
                .array();

        assertThat(REFERENCE.hash(0x0123456789abcdefL, -5L)).isEqualTo(REFERENCE.hash(bytes, 0, 16));
    }

    @Test
    void refusesAKeyOfAnotherLengthWithoutShowingIt() {
        assertThatThrownBy(() -> SipHash.ofHex("abcd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 hex digits")
                .hasMessageNotContaining("abcd");
    }
}
