import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads a damaged append-only file of Redis 7 and writes a new one with every whole entry of one stream, in front of and
 * behind the damage. {@code java SalvageAof.java OLD_FOLDER NEW_FILE STREAM} prints what it found.
 *
 * <p>The file is a row of commands in Redis's protocol. Where one can't be read, the bytes up to the next whole command are
 * passed over; a command counts as whole only if another one or the end of the file follows, since what visitors sent stands
 * in the entries, too. Entries whose deletion lies in the damage come again: the ledger at the centre drops them.
 */
final class SalvageAof {

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int MAX_ARGUMENTS = 1 << 20;
    private static final int MAX_NAME = 20;
    private static final int MAX_NUMBER_DIGITS = 10;

    private final byte[] stream;
    private final NavigableMap<EntryId, Piece> entries = new TreeMap<>();
    private long commands;
    private long deleted;
    private long damagedBytes;
    private int damagedPlaces;
    private boolean isTorn;

    private SalvageAof(String stream) {
        this.stream = stream.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        var salvage = new SalvageAof(arguments[2]);
        try (var arena = Arena.ofConfined()) {
            for (var file : filesOf(Path.of(arguments[0]))) {
                salvage.read(file, arena);
            }
            salvage.write(Path.of(arguments[1]));
        }
        System.out.printf(
                "%d whole commands read; %d bytes in %d places damaged%s%n",
                salvage.commands,
                salvage.damagedBytes,
                salvage.damagedPlaces,
                salvage.isTorn ? ", the last at the very end" : "");
        System.out.printf(
                "%d stream entries recovered; %d more were carried and deleted before%n",
                salvage.entries.size(), salvage.deleted);
    }

    /** Base first, then the increments, as the manifest has them: "file NAME seq N type b|h|i". */
    private static List<Path> filesOf(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        try (var manifests = Files.newDirectoryStream(folder, "*.manifest")) {
            for (var manifest : manifests) {
                for (var line : Files.readAllLines(manifest)) {
                    var words = line.split(" ");
                    if (words.length >= 6 && !words[5].equals("h")) {
                        files.add(folder.resolve(words[1]));
                    }
                }
            }
        }
        if (files.isEmpty()) {
            throw new IOException("no manifest in " + folder);
        }
        return files;
    }

    private void read(Path file, Arena arena) throws IOException {
        if (!Files.exists(file)) {
            System.out.printf("%s is missing%n", file.getFileName());
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (startsWith(bytes, "REDIS")) {
                // Redis writes an empty one at its first start; what it holds otherwise is no row of commands.
                System.out.printf("%s is a snapshot of %d bytes, not read%n", file.getFileName(), bytes.byteSize());
                return;
            }
            read(bytes);
        }
    }

    private void read(MemorySegment bytes) {
        long at = 0;
        while (at < bytes.byteSize()) {
            var command = commandAt(bytes, at);
            if (command == null) {
                long next = nextWhole(bytes, at + 1);
                damagedBytes += next - at;
                damagedPlaces++;
                isTorn = next == bytes.byteSize();
                at = next;
            } else {
                commands++;
                take(command);
                at = command.end();
            }
        }
    }

    private static long nextWhole(MemorySegment bytes, long from) {
        for (long at = from; at < bytes.byteSize(); at++) {
            if (bytes.get(BYTE, at) == '*') {
                var command = commandAt(bytes, at);
                if (command != null && isFollowed(command)) {
                    return at;
                }
            }
        }
        return bytes.byteSize();
    }

    private static boolean isFollowed(Command command) {
        return command.end() == command.bytes().byteSize() || commandAt(command.bytes(), command.end()) != null;
    }

    private void take(Command command) {
        switch (command.name()) {
            case "XADD" -> added(command);
            case "XDEL" -> removed(command);
            case "FLUSHALL", "FLUSHDB" -> entries.clear();
            default -> {
                // Groups and acknowledgements begin anew: what is in the stream is carried again.
            }
        }
    }

    private void added(Command command) {
        if (command.arguments().size() >= 5 && isStream(command)) {
            var id = EntryId.of(command.text(2));
            if (id != null) {
                entries.put(id, new Piece(command.bytes(), command.start(), command.end()));
            }
        }
    }

    private void removed(Command command) {
        if (command.arguments().size() >= 3 && isStream(command)) {
            for (int i = 2; i < command.arguments().size(); i++) {
                var id = EntryId.of(command.text(i));
                if (id != null && entries.remove(id) != null) {
                    deleted++;
                }
            }
        }
    }

    private boolean isStream(Command command) {
        var key = command.arguments().get(1);
        return key.byteSize() == stream.length && key.mismatch(MemorySegment.ofArray(stream)) == -1;
    }

    private void write(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (var piece : entries.values()) {
                var bytes = piece.bytes()
                        .asSlice(piece.start(), piece.end() - piece.start())
                        .asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }

    /** The whole command that begins there, or null. */
    private static Command commandAt(MemorySegment bytes, long start) {
        var cursor = new Cursor(bytes, start);
        long count = cursor.number('*');
        if (count < 1 || count > MAX_ARGUMENTS) {
            return null;
        }
        var arguments = new ArrayList<MemorySegment>();
        for (long i = 0; i < count; i++) {
            long length = cursor.number('$');
            var argument = length < 0 ? null : cursor.bytes(length);
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        }
        var command = new Command(bytes, start, cursor.at, arguments);
        return command.name().isEmpty() ? null : command;
    }

    private static boolean startsWith(MemorySegment bytes, String text) {
        if (bytes.byteSize() < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes.get(BYTE, i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static final class Cursor {

        private final MemorySegment bytes;
        private long at;

        Cursor(MemorySegment bytes, long at) {
            this.bytes = bytes;
            this.at = at;
        }

        /** The number of a line like "*3" or "$12"; -1 when there is none. */
        long number(char mark) {
            if (at >= bytes.byteSize() || bytes.get(BYTE, at) != mark) {
                return -1;
            }
            at++;
            long number = 0;
            int digits = 0;
            while (at < bytes.byteSize() && bytes.get(BYTE, at) >= '0' && bytes.get(BYTE, at) <= '9') {
                number = number * 10 + bytes.get(BYTE, at) - '0';
                at++;
                digits++;
                if (digits > MAX_NUMBER_DIGITS) {
                    return -1;
                }
            }
            return digits > 0 && endOfLine() ? number : -1;
        }

        MemorySegment bytes(long length) {
            if (length > bytes.byteSize() - at) {
                return null;
            }
            var slice = bytes.asSlice(at, length);
            at += length;
            return endOfLine() ? slice : null;
        }

        private boolean endOfLine() {
            if (at + 2 > bytes.byteSize() || bytes.get(BYTE, at) != '\r' || bytes.get(BYTE, at + 1) != '\n') {
                return false;
            }
            at += 2;
            return true;
        }
    }

    private record Command(MemorySegment bytes, long start, long end, List<MemorySegment> arguments) {

        /** In capitals; empty if it can't be one. */
        String name() {
            var first = arguments.getFirst();
            if (first.byteSize() == 0 || first.byteSize() > MAX_NAME) {
                return "";
            }
            var name = text(0).toUpperCase(Locale.ROOT);
            return name.chars().allMatch(c -> c >= 'A' && c <= 'Z') ? name : "";
        }

        String text(int argument) {
            return new String(arguments.get(argument).toArray(BYTE), StandardCharsets.ISO_8859_1);
        }
    }

    private record Piece(MemorySegment bytes, long start, long end) {}

    private record EntryId(long millis, long number) implements Comparable<EntryId> {

        /** Null for what is no id, as the option MAXLEN. */
        static EntryId of(String text) {
            int dash = text.indexOf('-');
            if (dash < 1 || text.length() > 41) {
                return null;
            }
            try {
                return new EntryId(
                        Long.parseUnsignedLong(text.substring(0, dash)),
                        Long.parseUnsignedLong(text.substring(dash + 1)));
            } catch (NumberFormatException none) {
                return null;
            }
        }

        @Override
        public int compareTo(EntryId other) {
            int order = Long.compareUnsigned(millis, other.millis);
            return order != 0 ? order : Long.compareUnsigned(number, other.number);
        }
    }
}
