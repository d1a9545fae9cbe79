package io.clickway.edge.visit;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The click desks of this start by their event loop; filled once, before the first request. */
public final class Desks {

    private volatile Map<Object, ClickDesk> byLoop = Map.of();

    void set(Map<Object, ClickDesk> desks) {
        byLoop = new IdentityHashMap<>(desks);
    }

    /** The desk of the calling event loop. */
    ClickDesk here() {
        var found =
                Vertx.currentContext() instanceof ContextInternal context ? byLoop.get(context.nettyEventLoop()) : null;
        if (found == null) {
            throw new IllegalStateException(
                    "no source on thread " + Thread.currentThread().getName());
        }
        return found;
    }

    /** Asks the loops themselves; false when one doesn't answer within that time. */
    boolean areIdle(Duration patience) {
        var answers = new ArrayList<CompletableFuture<Boolean>>();
        byLoop.forEach((loop, desk) -> {
            var answer = new CompletableFuture<Boolean>();
            answers.add(answer);
            ((EventLoop) loop).execute(() -> answer.complete(desk.isIdle()));
        });
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return answers.stream().allMatch(answer -> answer.getNow(false));
        } catch (ExecutionException | TimeoutException silent) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
