package io.clickway.edge.life;

import io.clickway.edge.links.LinkFollower;
import io.clickway.edge.links.LinkSnapshot;
import io.clickway.edge.links.RedisLinkStore;
import io.clickway.edge.redis.RedisLine;
import io.clickway.edge.redis.RedisSettings;
import io.clickway.edge.resort.EventSeal;
import io.clickway.edge.resort.SealedLines;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.Keeping;
import io.clickway.edge.spool.FileSpoolDisk;
import io.clickway.edge.spool.Spool;
import io.clickway.edge.spool.SpoolDrainer;
import io.clickway.edge.spool.SpoolLimits;
import io.clickway.edge.spool.SpoolThreads;
import io.clickway.edge.stream.RedisDrain;
import io.clickway.edge.visit.LoopSource;
import io.clickway.edge.visit.Sources;
import io.vertx.core.Context;
import io.vertx.core.impl.VertxInternal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The parts of a started edge. They start in the order they need each other: lock, spool, links, sources, drainer, the
 * follower of the configuration; and stop in reverse: last words, connections, spool, sealed lines, lock.
 */
final class RunningEdge implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RunningEdge.class);

    /** What another thread waits for an event loop beyond what the line itself may take. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** Enough for a commit and its way through the spool; the whole stop must end within 10 s. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final DataFolder folder;
    private final Spool spool;
    private final SpoolThreads threads;
    private final SealedLines lines;
    private final SourceBook book;
    private final LinkFollower follower;
    private final SourceStarter starter;
    private final Sources sources;
    private final Duration drainWithin;
    private final List<Runnable> closers = new ArrayList<>();
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("edge-links").daemon().factory());
    private volatile boolean draining;

    static RunningEdge start(
            AllSettings settings, LiveLinks links, Sources sources, EdgeMeters meters, VertxInternal vertx)
            throws IOException {
        var folder = DataFolder.open(settings.edge().dataDir());
        var edge = new RunningEdge(folder, settings, links, sources, meters, vertx);
        edge.run(settings, links);
        return edge;
    }

    private RunningEdge(
            DataFolder folder,
            AllSettings settings,
            LiveLinks links,
            Sources sources,
            EdgeMeters meters,
            VertxInternal vertx)
            throws IOException {
        this.folder = folder;
        this.sources = sources;
        this.drainWithin = settings.stop().drainWithin();
        var random = new SecureRandom();
        var limits = Refusal.checking(() -> CommitLimits.of(settings.commit()));
        var spoolLimits = Refusal.checking(() -> SpoolLimits.of(settings.spool(), limits.timeout()));
        var seal = Refusal.naming(
                "edge.seal-key", () -> new EventSeal(settings.edge().sealKey(), random));
        spool = new Spool(new FileSpoolDisk(folder.spool()), spoolLimits);
        lines = new SealedLines(seal, new FileOutputStream(FileDescriptor.err));
        meters.register(spool);
        meters.register(folder.spool());
        meters.register(lines);
        book = new SourceBook(new SourceNamesFile(folder.sources()), System::nanoTime, spool::holdsFormer);

        var patience = settings.redis().timeout().multipliedBy(2).plus(MARGIN);
        var loop = vertx.createEventLoopContext();
        var drainer = new SpoolDrainer(
                spool,
                new RedisDrain(line(vertx, settings.redis(), loop), loop, patience),
                spoolLimits,
                random,
                System::nanoTime);
        threads = new SpoolThreads(spool, drainer);
        follower = new LinkFollower(
                new RedisLinkStore(line(vertx, settings.redis(), loop), loop, patience),
                new LinkSnapshot(folder.snapshot()),
                links,
                System::currentTimeMillis);
        starter = new SourceStarter(settings, limits, links, spool, drainer, lines, meters, book, vertx, random);
    }

    private RedisLine line(VertxInternal vertx, RedisSettings settings, Context loop) {
        var line = new RedisLine(vertx, settings.uri(), settings.timeout());
        closers.add(() -> loop.runOnContext(_ -> line.close()));
        return line;
    }

    private void run(AllSettings settings, LiveLinks links) throws IOException {
        threads.startWriting();
        lines.start();
        follower.loadSnapshot();
        var started = starter.start();
        sources.set(started);
        links.onChange(() -> each(source -> source.source().watermark()));
        threads.startDraining();
        long millis = settings.links().pollInterval().toMillis();
        chores.scheduleWithFixedDelay(this::doChores, 0, millis, TimeUnit.MILLISECONDS);
        LOG.infof(
                "%s of region %s has %d sources, %d links of configuration %d, %d bytes in its spool",
                settings.edge().name(),
                settings.edge().region(),
                started.size(),
                links.table().size(),
                links.table().version(),
                spool.bytes());
    }

    /** An exception would end the schedule for good. */
    private void doChores() {
        try {
            follower.poll();
            book.tick();
        } catch (IOException | RuntimeException failed) {
            LOG.warnf("following the configuration failed: %s", failed.toString());
        }
    }

    /** On the thread that follows the configuration; a chore that throws isn't repeated. */
    void repeat(Runnable chore, Duration pause) {
        chores.scheduleWithFixedDelay(chore, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void each(Consumer<LoopSource> task) {
        sources.all().forEach(source -> source.loop().runOnContext(_ -> task.accept(source)));
    }

    /** Ready once it answers rightly: its links are in force, or Redis has said that there are none. */
    boolean isReady() {
        return !draining && follower.isSettled();
    }

    void drain() {
        draining = true;
        each(source -> source.source().drain());
    }

    /**
     * Half of the time for draining goes before the last words, so that they can name predecessors as ended, and the rest
     * behind, for what they themselves left in the spool.
     */
    @Override
    public void close() {
        chores.shutdownNow();
        long begun = System.nanoTime();
        threads.awaitEmpty(drainWithin.dividedBy(2));
        tellWhoHasEnded();
        boolean closed = sayLastWords();
        boolean empty = threads.awaitEmpty(drainWithin.minusNanos(System.nanoTime() - begun));
        threads.stopDraining();
        starter.closeLines();
        closers.forEach(Runnable::run);
        threads.close();
        lines.close();
        try {
            if (closed && empty && spool.isEmpty()) {
                book.ownAreClosed();
                LOG.info("stopped; nothing is left behind");
            } else {
                LOG.infof("stopped; %d bytes in the spool wait for the next start on this folder", spool.bytes());
            }
            folder.close();
        } catch (IOException failed) {
            LOG.warnf("leaving the data folder failed: %s", failed.getMessage());
        }
    }

    private void tellWhoHasEnded() {
        try {
            book.beginClosing();
        } catch (IOException failed) {
            LOG.warnf("the file 'sources' can't be written: %s", failed.getMessage());
        }
    }

    /** True when each source's last word, and so everything before it, lies in the stream or the spool. */
    private boolean sayLastWords() {
        var words = new ArrayList<CompletableFuture<Keeping>>();
        for (var source : sources.all()) {
            var word = new CompletableFuture<Keeping>();
            words.add(word);
            source.loop().runOnContext(_ -> {
                starter.silence(source);
                source.source().close(word::complete);
            });
        }
        try {
            CompletableFuture.allOf(words.toArray(CompletableFuture[]::new))
                    .get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            return words.stream().allMatch(word -> word.getNow(Keeping.UNRECORDED) != Keeping.UNRECORDED);
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("a source could not say its last word in time");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
