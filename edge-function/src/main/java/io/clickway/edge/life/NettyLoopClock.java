package io.clickway.edge.life;

import io.clickway.edge.source.LoopClock;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The clock of one event loop. Tasks run within its Vert.x context: without one the Redis client would pick another loop. */
record NettyLoopClock(ContextInternal loop) implements LoopClock {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        var timer = loop.nettyEventLoop()
                .schedule(() -> loop.emit(task, Runnable::run), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }
}
