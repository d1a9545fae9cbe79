package io.clickway.edge.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCentreFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private long changes;

    @Test
    void knowsNoRangesWithoutAFile() {
        var ranges = new DataCentreFile(Optional.empty());
        ranges.refresh();

        assertThat(holds(ranges, "192.0.2.1")).isFalse();
    }

    @Test
    void readsTheFileAsItStarts() throws Exception {
        var ranges = new DataCentreFile(Optional.of(write("# ours\n192.0.2.0/24\n\n2001:db8::/32 # more\n")));

        assertThat(holds(ranges, "192.0.2.255")).isTrue();
        assertThat(holds(ranges, "192.0.3.0")).isFalse();
        assertThat(holds(ranges, "2001:db8::1")).isTrue();
    }

    @Test
    void takesOverAChangedFileWhole() throws Exception {
        var ranges = new DataCentreFile(Optional.of(write("192.0.2.0/24")));
        var before = ranges.get();
        ranges.refresh();
        assertThat(ranges.get()).isSameAs(before);

        write("198.51.100.0/24");
        ranges.refresh();

        assertThat(holds(ranges, "192.0.2.1")).isFalse();
        assertThat(holds(ranges, "198.51.100.1")).isTrue();
    }

    @Test
    void noticesAChangeThatLeavesTheLengthAsItWas() throws Exception {
        var ranges = new DataCentreFile(Optional.of(write("192.0.2.0/24")));
        write("192.0.3.0/24");
        ranges.refresh();

        assertThat(holds(ranges, "192.0.3.1")).isTrue();
    }

    @Test
    void keepsTheOldRangesWhileTheFileIsBrokenAndTakesItOnceItIsMended() throws Exception {
        var ranges = new DataCentreFile(Optional.of(write("192.0.2.0/24")));

        write("192.0.3.0/24\nno range\n");
        ranges.refresh();
        assertThat(holds(ranges, "192.0.2.1")).isTrue();
        assertThat(holds(ranges, "192.0.3.1")).isFalse();

        writeBytes((byte) 0xff, (byte) 0xfe, (byte) 0);
        ranges.refresh();
        assertThat(holds(ranges, "192.0.2.1")).isTrue();

        Files.delete(file());
        ranges.refresh();
        assertThat(holds(ranges, "192.0.2.1")).isTrue();

        write("192.0.4.0/24");
        ranges.refresh();
        assertThat(holds(ranges, "192.0.4.1")).isTrue();
        assertThat(holds(ranges, "192.0.2.1")).isFalse();
    }

    @Test
    void keepsTheOldRangesWhenTheFileIsTooLarge() throws Exception {
        var ranges = new DataCentreFile(Optional.of(write("192.0.2.0/24")));
        write("192.0.3.0/24\n" + "#".repeat(16 << 20));
        ranges.refresh();

        assertThat(holds(ranges, "192.0.2.1")).isTrue();
    }

    @Test
    void startsWithoutTheFileAndTakesItOnceItIsThere() throws Exception {
        var ranges = new DataCentreFile(Optional.of(file()));
        assertThat(holds(ranges, "192.0.2.1")).isFalse();

        write("192.0.2.0/24");
        ranges.refresh();

        assertThat(holds(ranges, "192.0.2.1")).isTrue();
    }

    private static boolean holds(DataCentreFile ranges, String address) {
        return ranges.get().contains(InetAddress.ofLiteral(address).getAddress());
    }

    private Path file() {
        return folder.resolve("ranges.txt");
    }

    private Path write(String text) throws IOException {
        Files.writeString(file(), text);
        return stamp();
    }

    private void writeBytes(byte... bytes) throws IOException {
        Files.write(file(), bytes);
        stamp();
    }

    /** Later than before, however coarse the file system's clock. */
    private Path stamp() throws IOException {
        return Files.setLastModifiedTime(file(), FileTime.fromMillis(1_795_000_000_000L + 1000 * changes++));
    }
}
