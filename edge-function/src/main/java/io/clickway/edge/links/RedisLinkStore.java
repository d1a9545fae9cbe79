package io.clickway.edge.links;

import io.clickway.address.RedisKeys;
import io.clickway.edge.redis.RedisLine;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The configuration in the region's Redis, over a line on one event loop, for a caller on its own thread. */
public final class RedisLinkStore implements LinkStore {

    private final RedisLine line;
    private final Context loop;
    private final Duration timeout;

    /** @param timeout of one call; longer than the line's own */
    public RedisLinkStore(RedisLine line, Context loop, Duration timeout) {
        this.line = line;
        this.loop = loop;
        this.timeout = timeout;
    }

    @Override
    public Optional<Long> version() throws IOException {
        var reply = get(RedisKeys.CONFIG_VERSION);
        try {
            return reply == null ? Optional.empty() : Optional.of(Long.parseLong(reply.toString()));
        } catch (NumberFormatException garbled) {
            throw new IOException(RedisKeys.CONFIG_VERSION + " is no number", garbled);
        }
    }

    @Override
    public Optional<byte[]> manifest() throws IOException {
        return Optional.ofNullable(get(RedisKeys.CONFIG_MANIFEST)).map(Response::toBytes);
    }

    @Override
    public Optional<byte[]> shard(String sha256) throws IOException {
        return Optional.ofNullable(get(RedisKeys.configShard(sha256))).map(Response::toBytes);
    }

    private @Nullable Response get(String key) throws IOException {
        var reply = Promise.<@Nullable Response>promise();
        loop.runOnContext(_ -> line.connect()
                .compose(_ -> line.ask(Request.cmd(Command.GET).arg(key)))
                .onComplete(reply));
        try {
            return reply.future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("reading " + key + " failed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("reading " + key + " was interrupted", stopped);
        }
    }
}
