package io.clickway.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The spool's files in a folder of their own. */
public final class FileSpoolDisk implements SpoolDisk {

    private static final String SUFFIX = ".spool";
    private static final int DIGITS = 16;
    private static final int MAX_COPIES = 100;

    private final Path folder;

    /** Makes the folder if need be. */
    public FileSpoolDisk(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public List<Long> numbers() throws IOException {
        var numbers = new ArrayList<Long>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                numberOf(file.getFileName().toString()).ifPresent(numbers::add);
            }
        }
        return numbers;
    }

    /** Empty when the name isn't one of ours. */
    private static OptionalLong numberOf(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(name, 0, DIGITS, 10));
        } catch (NumberFormatException foreign) {
            return OptionalLong.empty();
        }
    }

    private Path file(long number) {
        return folder.resolve(String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + SUFFIX);
    }

    @Override
    public long size(long number) throws IOException {
        return Files.size(file(number));
    }

    @Override
    public Writing create(long number) throws IOException {
        var file = file(number);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
            return new OpenFile(channel, file, keyOf(file));
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public void read(long number, long at, ByteBuffer into) throws IOException {
        try (var channel = FileChannel.open(file(number), StandardOpenOption.READ)) {
            int start = into.position();
            while (into.hasRemaining() && channel.read(into, at + into.position() - start) >= 0) {
                // A read may give less than was asked for.
            }
        }
    }

    @Override
    public void delete(long number) throws IOException {
        Files.deleteIfExists(file(number));
    }

    @Override
    public void setAside(String name, byte[] bytes) throws IOException {
        var damaged = Files.createDirectories(folder.resolve("damaged"));
        var file = damaged.resolve(name);
        // Numbers begin again when the spool was empty: what lies there may be another find.
        for (int copy = 2; Files.exists(file) && copy <= MAX_COPIES; copy++) {
            if (Arrays.equals(Files.readAllBytes(file), bytes)) {
                return;
            }
            file = damaged.resolve(name + "." + copy);
        }
        Files.write(file, bytes);
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private record OpenFile(
            FileChannel channel, Path file, @Nullable Object key) implements Writing {

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            long to = at;
            while (bytes.hasRemaining()) {
                to += channel.write(bytes, to);
            }
        }

        /** A file that somebody unlinked, or hid below a mount, takes bytes that no next start would find. */
        @Override
        public void force() throws IOException {
            channel.force(false);
            try {
                if (!Objects.equals(keyOf(file), key)) {
                    throw new IOException("a segment was replaced");
                }
            } catch (NoSuchFileException gone) {
                throw new IOException("a segment was taken away", gone);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
