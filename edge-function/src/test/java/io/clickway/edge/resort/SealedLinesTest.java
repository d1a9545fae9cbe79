package io.clickway.edge.resort;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.edge.source.Commit;
import io.clickway.event.EventFrame;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedLinesTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final SourceId SOURCE = new SourceId(0xabcdef);

    private final EventSeal seal = new EventSeal(KEY, new SecureRandom());

    @Test
    void writesOneLineForEachEventThatOpensToItsPlaceAndFrame() {
        var first = aClick().event(new ClickId(1, 1));
        var second = aClick().sub1("secret").event(new ClickId(1, 2));
        var out = new ByteArrayOutputStream();
        try (var lines = new SealedLines(seal, out)) {
            lines.start();
            lines.write(new Commit(SOURCE, 7, 2, EventFrame.encode(List.of(first, second))));
        }

        var written = out.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(written).hasSize(2).allMatch(line -> line.matches("CLICKWAY-EVENT v1 [A-Za-z0-9+/=]+"));
        var opened = seal.open(written.get(1));
        assertThat(opened.source()).isEqualTo(SOURCE);
        assertThat(opened.seq()).isEqualTo(8);
        assertThat(opened.frame()).isEqualTo(EventFrame.encode(List.of(second)));
        assertThat(seal.open(written.get(0)).frame()).isEqualTo(EventFrame.encode(List.of(first)));
    }

    @Test
    void countsWhatStderrDoesNotTake() {
        var broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed pipe");
            }
        };
        var lines = new SealedLines(seal, broken);
        lines.start();
        lines.write(new Commit(SOURCE, 1, 1, EventFrame.encode(List.of(aClick().event(new ClickId(1, 1))))));
        lines.close();

        assertThat(lines.lost()).isEqualTo(1);
    }

    @Test
    void neverBlocksWhenNobodyReadsStderr() {
        var lines = new SealedLines(seal, OutputStream.nullOutputStream());
        int room = (8 << 20) / (1 << 20);
        for (int i = 1; i <= room + 5; i++) {
            lines.write(new Commit(SOURCE, i, 1, new byte[(1 << 20) - 128]));
        }

        assertThat(lines.lost()).isEqualTo(5);
    }

    @Test
    void refusesALineThatWasChangedOrSealedByAnotherKey() {
        var line = seal.seal(SOURCE, 1, new byte[] {1, 2, 3});
        char tenth = line.charAt(line.length() - 10);
        var changed =
                line.substring(0, line.length() - 10) + (tenth == 'A' ? 'B' : 'A') + line.substring(line.length() - 9);
        var other = new EventSeal(KEY.replace('0', 'f'), new SecureRandom());

        assertThatThrownBy(() -> other.open(line)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> seal.open(changed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> seal.open("CLICKWAY-EVENT v1 AAAA")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> seal.open("hello")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "zz"})
    void refusesABadKeyWithoutShowingIt(String key) {
        assertThatThrownBy(() -> new EventSeal(key, new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a seal key is 64 hex digits");
    }
}
