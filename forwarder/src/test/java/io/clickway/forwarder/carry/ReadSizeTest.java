package io.clickway.forwarder.carry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.StreamEntry;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadSizeTest {

    private static List<StreamEntry> entries(int count, int bytes) {
        var field = new StreamEntry.Field("d".getBytes(ISO_8859_1), new byte[bytes]);
        return Collections.nCopies(count, new StreamEntry(new EntryId(1, 1), List.of(field)));
    }

    @Test
    void growsFromOneToTheMostWhileAnswersAreFullAndSmall() {
        var size = new ReadSize(10);
        assertThat(size.count()).isEqualTo(1);
        size.read(entries(1, 100));
        size.read(entries(2, 100));
        assertThat(size.count()).isEqualTo(4);
        size.read(entries(3, 100));
        assertThat(size.count()).as("after an answer that wasn't full").isEqualTo(4);
        size.read(entries(4, 100));
        size.read(entries(8, 100));
        assertThat(size.count()).isEqualTo(10);
    }

    @Test
    void shrinksToWhatFitsWhenEntriesAreHuge() {
        var size = new ReadSize(256);
        for (int i = 0; i < 8; i++) {
            size.read(entries(size.count(), 100));
        }
        assertThat(size.count()).isEqualTo(256);
        size.read(entries(64, (1 << 20) - 1));
        assertThat(size.count()).isEqualTo(8);
        size.read(entries(8, (1 << 20) - 1));
        assertThat(size.count()).as("a full answer at the limit").isEqualTo(8);
        size.read(entries(1, 20 << 20));
        assertThat(size.count()).isEqualTo(1);
    }
}
