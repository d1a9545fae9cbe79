package io.clickway.edge.judge;

import io.clickway.judge.AddressRanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The data-centre ranges in force. A file that is absent, too large or broken leaves the last good ones. Read by every event
 * loop, refreshed by one thread.
 */
public final class DataCentreFile implements Supplier<AddressRanges> {

    private static final Logger LOG = Logger.getLogger(DataCentreFile.class);

    /** Some 500,000 ranges. */
    private static final long MAX_BYTES = 16L << 20;

    private record Seen(FileTime changedAt, long size) {}

    private final Optional<Path> file;
    private volatile AddressRanges ranges = AddressRanges.NONE;
    private @Nullable Seen seen;
    private String lastComplaint = "";

    public DataCentreFile(Optional<Path> file) {
        this.file = file;
        refresh();
    }

    @Override
    public AddressRanges get() {
        return ranges;
    }

    /** Takes a changed file over; cheap when it didn't change. */
    public void refresh() {
        if (file.isEmpty()) {
            return;
        }
        try {
            var now = new Seen(Files.getLastModifiedTime(file.get()), Files.size(file.get()));
            if (!now.equals(seen)) {
                seen = now;
                take(file.get(), now.size());
            }
        } catch (IOException | IllegalArgumentException unusable) {
            complain(String.valueOf(unusable.getMessage()));
        }
    }

    private void take(Path path, long size) throws IOException {
        if (size > MAX_BYTES) {
            throw new IOException("it has " + size + " bytes, at most " + MAX_BYTES + " are read");
        }
        var taken = AddressRanges.parse(Files.readAllLines(path, StandardCharsets.UTF_8));
        ranges = taken;
        lastComplaint = "";
        LOG.infof("edge.judge.data-centre-file: %d ranges are in force", taken.size());
    }

    private void complain(String cause) {
        if (!cause.equals(lastComplaint)) {
            LOG.warnf("edge.judge.data-centre-file: %s; the %d ranges in force stay", cause, ranges.size());
            lastComplaint = cause;
        }
    }
}
