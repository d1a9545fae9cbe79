package io.clickway.edge.stream;

import io.clickway.edge.redis.RedisLine;
import io.clickway.edge.source.Commit;
import io.clickway.edge.spool.DrainTarget;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The spool's own way into the stream, over a line on one event loop, for the drainer's thread. */
public final class RedisDrain implements DrainTarget {

    private final RedisLine line;
    private final Context loop;
    private final Duration timeout;

    /** @param timeout of one call; longer than the line's own */
    public RedisDrain(RedisLine line, Context loop, Duration timeout) {
        this.line = line;
        this.loop = loop;
        this.timeout = timeout;
    }

    @Override
    public boolean append(List<Commit> commits) {
        var requests = commits.stream().map(StreamEntry::of).toList();
        var replies = Promise.<List<Response>>promise();
        loop.runOnContext(
                _ -> line.connect().compose(_ -> line.askAll(requests)).onComplete(replies));
        try {
            replies.future().toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException failed) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
