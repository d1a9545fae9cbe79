package io.clickway.edge.life;

import io.clickway.edge.redis.RedisLine;
import io.clickway.edge.resort.SealedLines;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.CommitTally;
import io.clickway.edge.source.Outlets;
import io.clickway.edge.source.Source;
import io.clickway.edge.source.WatermarkWriter;
import io.clickway.edge.spool.Spool;
import io.clickway.edge.spool.SpoolDrainer;
import io.clickway.edge.stream.RedisEventStream;
import io.clickway.edge.visit.LoopSource;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.netty.channel.EventLoop;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes one source per event loop, connected if Redis is there, each with its opening watermark and then one a second. */
final class SourceStarter {

    /** A starting JVM on a busy host may need seconds to load the classes of its first connection. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final long WATERMARK_SECONDS = 1;

    private final AllSettings settings;

    private final CommitLimits limits;
    private final LiveLinks links;
    private final Spool spool;
    private final SpoolDrainer drainer;
    private final SealedLines lines;
    private final CommitTally tally;
    private final SourceBook book;
    private final VertxInternal vertx;
    private final SecureRandom random;
    private final IdKeys keys;
    private final List<Started> all = new ArrayList<>();

    private record Started(LoopSource source, RedisLine line, ScheduledFuture<?> watermarks) {}

    SourceStarter(
            AllSettings settings,
            CommitLimits limits,
            LiveLinks links,
            Spool spool,
            SpoolDrainer drainer,
            SealedLines lines,
            CommitTally tally,
            SourceBook book,
            VertxInternal vertx,
            SecureRandom random) {
        this.settings = settings;
        this.limits = limits;
        this.links = links;
        this.spool = spool;
        this.drainer = drainer;
        this.lines = lines;
        this.tally = tally;
        this.book = book;
        this.vertx = vertx;
        this.random = random;
        this.keys = Refusal.naming(
                "edge.id-keys", () -> IdKeys.parse(settings.edge().idKeys()));
    }

    /** Waits for the connections as long as the Redis timeout; a source without one begins with its breaker open. */
    List<LoopSource> start() throws IOException {
        var label = new WatermarkWriter.Label(
                settings.edge().name(), settings.edge().region(), System.currentTimeMillis());
        var loops = new ArrayList<EventLoop>();
        vertx.getEventLoopGroup().forEach(executor -> loops.add((EventLoop) executor));
        var ids = loops.stream().map(_ -> freshId()).toList();
        book.begin(ids);
        var pending = new ArrayList<CompletableFuture<Started>>();
        for (int i = 0; i < loops.size(); i++) {
            var context = vertx.createEventLoopContext(
                    loops.get(i), null, Thread.currentThread().getContextClassLoader());
            pending.add(start(ids.get(i), label, context));
        }
        for (var one : pending) {
            all.add(await(one));
        }
        return all.stream().map(Started::source).toList();
    }

    private SourceId freshId() {
        long bits = random.nextLong();
        return bits == 0 ? freshId() : new SourceId(bits);
    }

    private CompletableFuture<Started> start(SourceId id, WatermarkWriter.Label label, ContextInternal loop) {
        var line = new RedisLine(vertx, settings.redis().uri(), settings.redis().timeout());
        var ownSpool = new LoopSpool(spool, drainer, loop);
        var outlets = new Outlets(new RedisEventStream(line), ownSpool, lines, new NettyLoopClock(loop), tally);
        var watermarks = new WatermarkWriter(id, label, links, ownSpool, book::ended);
        var source = new Source(id, new ClickIdMint(id, keys, System::currentTimeMillis), outlets, limits, watermarks);
        var started = new CompletableFuture<Started>();
        loop.runOnContext(_ -> line.connect().onComplete(connected -> {
            if (connected.failed()) {
                source.startWithoutStream();
            }
            source.watermark(book::told);
            var timer = loop.nettyEventLoop()
                    .scheduleAtFixedRate(
                            () -> loop.emit(source, own -> own.watermark(book::told)),
                            WATERMARK_SECONDS,
                            WATERMARK_SECONDS,
                            TimeUnit.SECONDS);
            started.complete(new Started(new LoopSource(source, loop), line, timer));
        }));
        return started;
    }

    private Started await(CompletableFuture<Started> one) {
        try {
            return one.get(settings.redis().timeout().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException("an event loop did not start its source in time", stuck);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("starting was interrupted", stopped);
        }
    }

    /** Ends the source's watermarks, so that none follows its last word. On the source's event loop. */
    void silence(LoopSource source) {
        all.stream()
                .filter(started -> started.source().equals(source))
                .forEach(started -> started.watermarks().cancel(false));
    }

    void closeLines() {
        all.forEach(started ->
                started.source().loop().runOnContext(_ -> started.line().close()));
    }
}
