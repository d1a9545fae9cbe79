package io.clickway.forwarder.stream;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, held for as long as it answers, so that a blocking read hinders nobody and a transaction's
 * commands stay together. An answer that doesn't come in time costs the connection: a late answer can then never be taken
 * for that of another command. Used by one thread.
 */
public final class RedisLine implements AutoCloseable {

    private final Redis redis;
    private final Duration timeout;
    private @Nullable RedisConnection connection;

    /** @param timeout for an answer, on top of what a command itself may wait */
    public RedisLine(Redis redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    @Nullable
    Response send(Request request) throws StreamUnavailableException {
        return send(request, Duration.ZERO);
    }

    /** @param wait how long the command may block inside Redis */
    @Nullable
    Response send(Request request, Duration wait) throws StreamUnavailableException {
        return await(connected().send(request), timeout.plus(wait));
    }

    /**
     * Sends the requests without waiting between them. If one is refused the first refusal is told, after all were answered;
     * the client's own batch would wrap it so that its code is lost.
     */
    List<@Nullable Response> batch(List<Request> requests) throws StreamUnavailableException {
        var current = connected();
        var answers = new ArrayList<Future<Response>>();
        requests.forEach(request -> answers.add(current.send(request)));
        return await(Future.join(answers).map(all -> all.<Response>list()), timeout);
    }

    private RedisConnection connected() throws StreamUnavailableException {
        var current = connection;
        if (current == null) {
            current = opened();
            current.exceptionHandler(lost -> {}); // the next command fails and says so
            connection = current;
        }
        return current;
    }

    /** The pool lends connections: one that comes after the wait is given back, or the pool would soon be empty for all. */
    private RedisConnection opened() throws StreamUnavailableException {
        var opening = redis.connect();
        try {
            return await(opening, timeout);
        } catch (StreamUnavailableException late) {
            opening.onSuccess(RedisConnection::close);
            throw late;
        }
    }

    private <T> T await(Future<T> answer, Duration limit) throws StreamUnavailableException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            var cause = failed.getCause() == null ? failed : failed.getCause();
            if (cause instanceof ErrorType refused) {
                throw refusal(refused);
            }
            close();
            throw new StreamUnavailableException("redis: " + cause.getMessage(), cause);
        } catch (TimeoutException silent) {
            close();
            throw new StreamUnavailableException("redis: no answer within " + limit.toMillis() + " ms", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            close();
            throw new StreamUnavailableException("redis: interrupted", interrupted);
        }
    }

    private StreamUnavailableException refusal(ErrorType refused) {
        var message = String.valueOf(refused.getMessage());
        // The error code is the first word of a Redis error, part of its protocol.
        return refused.is("NOGROUP")
                ? new GroupMissingException("redis: " + message)
                : new StreamUnavailableException("redis: " + message, refused);
    }

    /** Whether Redis refused because its memory is used up. */
    static boolean isOutOfMemory(StreamUnavailableException refused) {
        return refused.getCause() instanceof ErrorType error && error.is("OOM");
    }

    /** Closes the connection; the next command opens another. */
    @Override
    public void close() {
        var current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
