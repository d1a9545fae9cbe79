package io.clickway.edge.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that belongs to the event loop it is used on; every method is called there. Each connection has a client of
 * its own: what the client's pool would hand out again after a hang is the connection that hangs.
 */
public final class RedisLine {

    private static final String NOT_CONNECTED = "not connected to Redis";

    /** No reply for so long and the socket is given up, whatever it was doing; a line in use asks more often. */
    private static final int SILENCE_SECONDS = 10;

    private final Vertx vertx;
    private final RedisOptions options;
    private final Duration timeout;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private @Nullable Future<Void> connecting;
    private boolean closed;

    public RedisLine(Vertx vertx, String uri, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        options = new RedisOptions()
                .setConnectionString(uri)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout((int) timeout.toMillis())
                        .setReadIdleTimeout(SILENCE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true))
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1);
    }

    public boolean isConnected() {
        return connection != null;
    }

    /** Connects if need be, within the timeout; calls meanwhile share the attempt. */
    public Future<Void> connect() {
        if (closed) {
            return Future.failedFuture("closed");
        }
        if (connection != null) {
            return Future.succeededFuture();
        }
        var running = connecting;
        if (running != null) {
            return running;
        }
        var promise = Promise.<Void>promise();
        connecting = promise.future();
        var fresh = Redis.createClient(vertx, options);
        client = fresh;
        fresh.connect().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onComplete(result -> {
            connecting = null;
            if (result.succeeded() && client == fresh) {
                use(fresh, result.result());
                promise.complete();
            } else {
                fresh.close();
                promise.fail(result.failed() ? result.cause() : new IllegalStateException("closed"));
            }
        });
        return promise.future();
    }

    private void use(Redis owner, RedisConnection fresh) {
        connection = fresh;
        fresh.exceptionHandler(_ -> forget(owner));
        fresh.endHandler(_ -> forget(owner));
    }

    private void forget(Redis lost) {
        if (client == lost) {
            client = null;
            connection = null;
        }
        lost.close();
    }

    /** The reply, however long it takes; fails at once without a connection. */
    public Future<@Nullable Response> send(Request request) {
        var open = connection;
        return open == null ? Future.failedFuture(NOT_CONNECTED) : open.send(request);
    }

    /** The reply within the line's timeout; a line that misses it is dropped: it may hang for minutes. */
    public Future<@Nullable Response> ask(Request request) {
        var asked = client;
        return inTime(asked, send(request));
    }

    /** The replies to requests that are written together, within the line's timeout, like {@link #ask}. */
    public Future<List<Response>> askAll(List<Request> requests) {
        var open = connection;
        var asked = client;
        return open == null ? Future.failedFuture(NOT_CONNECTED) : inTime(asked, open.batch(requests));
    }

    private <T extends @Nullable Object> Future<T> inTime(@Nullable Redis asked, Future<T> reply) {
        return reply.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onFailure(failure -> {
            if (failure instanceof TimeoutException && asked != null) {
                forget(asked);
            }
        });
    }

    public void close() {
        closed = true;
        var open = client;
        if (open != null) {
            forget(open);
        }
    }
}
