package io.clickway.edge.life;

import io.clickway.edge.source.Keeping;
import io.clickway.id.SourceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The file {@code sources}: who wrote from this folder and hasn't been reported as ended. An edge that was killed can't say
 * its last word, so its successor, which has the folder's lock, says it once the spool holds nothing of before. It is
 * repeated for a while in watermarks that are kept, and stays in the file until then: a crash in between only says it again.
 */
public final class SourceBook {

    private static final Logger LOG = Logger.getLogger(SourceBook.class);
    private static final Duration REPEATED = Duration.ofSeconds(30);

    /** Watermarks that must be kept meanwhile; the first of them may be older than what is to be told. */
    private static final int OFTEN = 10;

    /** Keeps a watermark small however often an edge has crashed; the oldest are forgotten. */
    private static final int MAX_FORMER = 1000;

    private final SourceNames names;
    private final LongSupplier nanos;
    private final BooleanSupplier holdsFormer;
    private List<SourceId> own = List.of();
    private List<SourceId> former;
    private volatile List<SourceId> ended = List.of();
    private long toldSince;
    private boolean closing;
    private boolean isNamed;
    private final AtomicInteger told = new AtomicInteger();

    /** @param holdsFormer whether the spool still holds something of an earlier start */
    public SourceBook(SourceNames names, LongSupplier nanos, BooleanSupplier holdsFormer) throws IOException {
        this.names = names;
        this.nanos = nanos;
        this.holdsFormer = holdsFormer;
        this.former = read(names);
    }

    private static List<SourceId> read(SourceNames names) throws IOException {
        var ids = new ArrayList<SourceId>();
        for (var line : names.read()) {
            try {
                ids.add(SourceId.parse(line.strip()));
            } catch (IllegalArgumentException garbled) {
                LOG.warn("a line of the file 'sources' can't be read and is left out");
            }
        }
        return List.copyOf(ids.subList(Math.max(0, ids.size() - MAX_FORMER), ids.size()));
    }

    /**
     * Names this start's sources, durably, before the first of them writes. A disk that doesn't take them is no reason not to
     * redirect: they are written once it does, and should the edge be killed before, somebody has to write them off.
     */
    public synchronized void begin(List<SourceId> sources) {
        own = List.copyOf(sources);
        try {
            nameAll();
        } catch (IOException failed) {
            LOG.warnf("the file 'sources' can't be written for now: %s", failed.getMessage());
        }
    }

    private void nameAll() throws IOException {
        write(Stream.concat(former.stream(), own.stream()).toList());
        isNamed = true;
    }

    /** Sources whose end the watermarks are to tell now. Any thread. */
    public List<SourceId> ended() {
        return ended;
    }

    /** A watermark is kept there; one that is only a sealed line tells nobody. Any thread, never waits for the file. */
    public void told(Keeping where) {
        if (where != Keeping.UNRECORDED) {
            told.incrementAndGet();
        }
    }

    /** Called now and then, by one thread. */
    public synchronized void tick() throws IOException {
        if (!isNamed) {
            nameAll();
        }
        if (former.isEmpty() || closing) {
            return;
        }
        if (ended.isEmpty()) {
            if (!holdsFormer.getAsBoolean()) {
                ended = former;
                toldSince = nanos.getAsLong();
                told.set(0);
            }
        } else if (told.get() >= OFTEN && nanos.getAsLong() - toldSince >= REPEATED.toNanos()) {
            write(own);
            former = List.of();
            ended = List.of();
        }
    }

    /** From now on the list of the ended stays as it is: the last words tell it. */
    public synchronized void beginClosing() throws IOException {
        try {
            tick();
        } finally {
            closing = true;
        }
    }

    /** This start's sources have said their last word themselves, and whose end they knew with it; the stream has it. */
    public synchronized void ownAreClosed() throws IOException {
        own = List.of();
        if (!ended.isEmpty()) {
            former = List.of();
        }
        write(former);
    }

    private void write(List<SourceId> ids) throws IOException {
        names.replace(ids.stream().map(SourceId::toString).toList());
    }
}
