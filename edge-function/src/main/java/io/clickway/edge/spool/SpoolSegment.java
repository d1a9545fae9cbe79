package io.clickway.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** One append-only file of the spool. What lies below {@link #durableBytes} is fsynced and never changes. */
final class SpoolSegment {

    private static final String SUFFIX = ".spool";

    private final long number;
    private final Path file;
    private final boolean isFormer;
    private volatile long durableBytes;
    private volatile long drainedBytes;

    private SpoolSegment(long number, Path file, boolean isFormer, long durableBytes) {
        this.number = number;
        this.file = file;
        this.isFormer = isFormer;
        this.durableBytes = durableBytes;
    }

    static SpoolSegment fresh(Path folder, long number) {
        return new SpoolSegment(number, folder.resolve(String.format(Locale.ROOT, "%016d", number) + SUFFIX), false, 0);
    }

    /** A file that an earlier start left; empty when the name isn't one of ours. */
    static Optional<SpoolSegment> former(Path file) throws IOException {
        var name = file.getFileName().toString();
        if (name.length() != 16 + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(name, 0, 16, 10);
            return Optional.of(new SpoolSegment(number, file, true, Files.size(file)));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    long number() {
        return number;
    }

    Path file() {
        return file;
    }

    /** Whether an earlier start of the edge wrote it. */
    boolean isFormer() {
        return isFormer;
    }

    long durableBytes() {
        return durableBytes;
    }

    long drainedBytes() {
        return drainedBytes;
    }

    void grown(long bytes) {
        durableBytes = bytes;
    }

    void drainedTo(long bytes) {
        drainedBytes = bytes;
    }

    boolean isDrained() {
        return drainedBytes >= durableBytes;
    }

    /** The durable bytes that aren't drained yet. */
    byte[] undrained() throws IOException {
        long from = drainedBytes;
        var bytes = ByteBuffer.allocate(Math.toIntExact(durableBytes - from));
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // A read may give less than was asked for.
            }
        }
        // Somebody cut the file: what is missing reads as zeros, which are damaged bytes.
        return bytes.array();
    }
}
