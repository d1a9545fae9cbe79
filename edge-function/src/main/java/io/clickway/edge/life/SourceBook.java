package io.clickway.edge.life;

import io.clickway.id.SourceId;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The file {@code sources}: who wrote from this folder and hasn't been reported as ended. An edge that was killed can't say
 * its last word, so its successor, which has the folder's lock, says it once the spool holds nothing of before. It is
 * repeated for a while, and stays in the file until then: a crash in between only says it again.
 */
public final class SourceBook {

    private static final Logger LOG = Logger.getLogger(SourceBook.class);
    private static final Duration REPEATED = Duration.ofSeconds(30);

    /** Keeps a watermark small however often an edge has crashed; the oldest are forgotten. */
    private static final int MAX_FORMER = 1000;

    private final Path file;
    private final LongSupplier nanos;
    private final BooleanSupplier holdsFormer;
    private List<SourceId> own = List.of();
    private List<SourceId> former;
    private volatile List<SourceId> ended = List.of();
    private long toldSince;

    /** @param holdsFormer whether the spool still holds something of an earlier start */
    public SourceBook(Path file, LongSupplier nanos, BooleanSupplier holdsFormer) throws IOException {
        this.file = file;
        this.nanos = nanos;
        this.holdsFormer = holdsFormer;
        this.former = read(file);
    }

    private static List<SourceId> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var ids = new ArrayList<SourceId>();
        for (var line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            try {
                ids.add(SourceId.parse(line.strip()));
            } catch (IllegalArgumentException garbled) {
                LOG.warn("a line of the file 'sources' can't be read and is left out");
            }
        }
        return List.copyOf(ids.subList(Math.max(0, ids.size() - MAX_FORMER), ids.size()));
    }

    /** Names this start's sources, durably, before the first of them writes. */
    public synchronized void begin(List<SourceId> sources) throws IOException {
        own = List.copyOf(sources);
        write(Stream.concat(former.stream(), own.stream()).toList());
    }

    /** Sources whose end the watermarks are to tell now. Any thread. */
    public List<SourceId> ended() {
        return ended;
    }

    /** Called now and then, by one thread. */
    public synchronized void tick() throws IOException {
        if (former.isEmpty()) {
            return;
        }
        if (ended.isEmpty()) {
            if (!holdsFormer.getAsBoolean()) {
                ended = former;
                toldSince = nanos.getAsLong();
            }
        } else if (nanos.getAsLong() - toldSince >= REPEATED.toNanos()) {
            write(own);
            former = List.of();
            ended = List.of();
        }
    }

    /** This start's sources have said their last word themselves, and the stream has it. */
    public synchronized void ownAreClosed() throws IOException {
        own = List.of();
        write(former);
    }

    private void write(List<SourceId> ids) throws IOException {
        var draft = file.resolveSibling("sources.new");
        try (var out = new FileOutputStream(draft.toFile())) {
            var text = ids.stream().map(id -> id + "\n").collect(Collectors.joining());
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
