package io.clickway.warehouse.live;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.live.Listener.Told;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.Filter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All who listen in this process, and the one who looks for them: twice a second, and only while there is somebody. */
@ApplicationScoped
class LiveClicks {

    static final int MAX_LISTENERS = 50;

    private static final Logger LOG = Logger.getLogger(LiveClicks.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(10).toNanos();

    private final AgroalDataSource database;
    private final Clock clock = Clock.systemUTC();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("live-clicks").daemon().factory());

    private @Nullable ScheduledFuture<?> looking;
    /** Of the looking thread. */
    private @Nullable RecentClicks recent;

    private long lastHeartbeat = System.nanoTime();

    LiveClicks(AgroalDataSource database) {
        this.database = database;
    }

    /** Whoever subscribes to it is told from then on. */
    Flow.Publisher<Told> listen(Filter filter, Optional<Integer> workspaceId) {
        if (listeners.size() >= MAX_LISTENERS) {
            throw ProblemException.of(
                    ProblemCode.UNAVAILABLE,
                    MAX_LISTENERS + " listen to the live stream already; try again when one has left.");
        }
        return subscriber -> {
            var holder = new Listener[1];
            var listener = new Listener(filter, workspaceId, subscriber, () -> leave(holder[0]));
            holder[0] = listener;
            subscriber.onSubscribe(listener);
            join(listener);
        };
    }

    private synchronized void join(Listener listener) {
        listeners.add(listener);
        if (looking == null) {
            looking = thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty() && looking != null) {
            looking.cancel(false);
            looking = null;
            thread.execute(() -> recent = null);
        }
    }

    /** A database that is away is asked again the next time; listeners notice nothing but silence. */
    private void look() {
        try {
            var known = recent;
            if (known == null) {
                recent = new RecentClicks(database, clock.instant());
            } else {
                var found = known.look(clock.instant());
                found.clicks().forEach(click -> listeners.forEach(listener -> listener.offer(click)));
                if (found.skipped() > 0) {
                    listeners.forEach(listener -> listener.skip(found.skipped()));
                }
            }
            beat();
        } catch (SQLException failed) {
            LOG.debugf(failed, "No look at the live clicks, next time again");
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "No look at the live clicks, next time again");
        }
    }

    private void beat() {
        if (System.nanoTime() - lastHeartbeat >= HEARTBEAT_NANOS) {
            lastHeartbeat = System.nanoTime();
            listeners.forEach(Listener::heartbeat);
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
