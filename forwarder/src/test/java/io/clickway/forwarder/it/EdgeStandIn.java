package io.clickway.forwarder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.clickway.address.RedisKeys;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.clickway.testkit.ClickBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Appends clicks to the stream as the event loops of an edge do, one source each. */
final class EdgeStandIn implements AutoCloseable {

    private static final IdKeys KEYS = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f");

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    EdgeStandIn(String uri) {
        redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(uri)
                        .setProtocolNegotiation(false)
                        .setMaxPoolSize(4));
    }

    /** One event loop of one start. */
    final class Source {

        final SourceId id;
        private final ClickIdMint mint;
        private volatile long seq;

        private Source(long bits) {
            id = new SourceId(bits);
            mint = new ClickIdMint(id, KEYS, System::currentTimeMillis);
        }

        long last() {
            return seq;
        }

        /** Appends entries of {@code count} clicks each in one go; all are durable when this returns. */
        void commitAll(int entries, int count) {
            var requests = new ArrayList<Request>();
            for (int i = 0; i < entries; i++) {
                requests.add(request(next(count)));
            }
            if (!requests.isEmpty()) {
                answer(redis.batch(requests));
            }
        }

        /** Appends one entry of {@code count} clicks; it is durable when this returns. */
        void commit(int count) {
            append(next(count));
        }

        /** Appends a commit; false when it may not be durable. Appended twice, it is a duplicate. */
        boolean tries(Map<String, byte[]> commit) {
            try {
                append(commit);
                return true;
            } catch (IllegalStateException refused) {
                return false;
            }
        }

        /** The next commit: one thread at a time. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // the owner writes, others look
        Map<String, byte[]> next(int count) {
            var events = new ArrayList<Event>();
            for (int i = 0; i < count; i++) {
                events.add(ClickBuilder.aClick().sub1(id + "-" + (seq + 1 + i)).event(mint.next()));
            }
            var fields = Map.of(
                    RedisKeys.FIELD_SOURCE, id.toString().getBytes(ISO_8859_1),
                    RedisKeys.FIELD_FIRST_SEQ, Long.toString(seq + 1).getBytes(ISO_8859_1),
                    RedisKeys.FIELD_COUNT, Integer.toString(count).getBytes(ISO_8859_1),
                    RedisKeys.FIELD_DATA, EventFrame.encode(events));
            seq += count;
            return fields;
        }
    }

    Source source(long bits) {
        return new Source(bits);
    }

    void append(Map<String, byte[]> fields) {
        send(request(fields));
    }

    private static Request request(Map<String, byte[]> fields) {
        var request = Request.cmd(Command.XADD).arg(RedisKeys.EVENTS).arg("*");
        fields.forEach((name, value) -> request.arg(name).arg(value));
        return request;
    }

    @Nullable
    Response send(Request request) {
        return answer(redis.send(request));
    }

    private static <T> T answer(Future<T> sent) {
        try {
            return sent.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("redis: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    List<String> keys(String pattern) {
        var answer = send(Request.cmd(Command.KEYS).arg(pattern));
        return answer == null
                ? List.of()
                : answer.stream().map(Response::toString).toList();
    }

    /** Entries in the stream, read or not. */
    long streamLength() {
        var answer = send(Request.cmd(Command.XLEN).arg(RedisKeys.EVENTS));
        return answer == null ? 0 : answer.toLong();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close();
    }
}
