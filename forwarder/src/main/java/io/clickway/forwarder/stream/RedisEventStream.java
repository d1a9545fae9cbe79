package io.clickway.forwarder.stream;

import static io.clickway.address.RedisKeys.EVENTS;
import static io.clickway.address.RedisKeys.FORWARDERS;

import io.clickway.address.RedisKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link EventStream} on a Redis stream. Answers are read in the shape of protocol version 2. */
public final class RedisEventStream implements EventStream {

    private final RedisLine line;
    private final String consumer;

    public RedisEventStream(RedisLine line, String consumer) {
        this.line = line;
        this.consumer = consumer;
    }

    @Override
    public void createGroup() throws StreamUnavailableException {
        try {
            line.send(Request.cmd(Command.XGROUP)
                    .arg("CREATE")
                    .arg(EVENTS)
                    .arg(FORWARDERS)
                    .arg("0")
                    .arg("MKSTREAM"));
        } catch (StreamUnavailableException refused) {
            if (refused.getCause() instanceof ErrorType error && error.is("BUSYGROUP")) {
                return;
            }
            throw refused;
        }
    }

    @Override
    public List<StreamEntry> readOwnPending(EntryId after, int count) throws StreamUnavailableException {
        return entriesOfStream(line.send(read(count).arg("STREAMS").arg(EVENTS).arg(after.toString())));
    }

    @Override
    public List<StreamEntry> readNew(int count, Duration wait) throws StreamUnavailableException {
        var request = read(count);
        if (wait.toMillis() > 0) {
            request.arg("BLOCK").arg(wait.toMillis());
        }
        return entriesOfStream(line.send(request.arg("STREAMS").arg(EVENTS).arg(">"), wait));
    }

    private Request read(int count) {
        return Request.cmd(Command.XREADGROUP)
                .arg("GROUP")
                .arg(FORWARDERS)
                .arg(consumer)
                .arg("COUNT")
                .arg(count);
    }

    @Override
    public long acknowledge(Collection<EntryId> entries) throws StreamUnavailableException {
        var ack = Request.cmd(Command.XACK).arg(EVENTS).arg(FORWARDERS);
        var delete = Request.cmd(Command.XDEL).arg(EVENTS);
        for (var entry : entries) {
            ack.arg(entry.toString());
            delete.arg(entry.toString());
        }
        try {
            var answers = line.batch(List.of(Request.cmd(Command.MULTI), ack, delete, Request.cmd(Command.EXEC)));
            var results = answers.get(3);
            if (results == null || results.size() != 2) {
                throw new StreamUnavailableException("redis: the acknowledgement was not executed");
            }
            return results.get(0).toLong();
        } catch (StreamUnavailableException refused) {
            if (RedisLine.isOutOfMemory(refused)) {
                return acknowledgeWithoutMemory(ack, delete);
            }
            throw refused;
        }
    }

    /**
     * A Redis without memory takes no transaction, since queuing its commands takes memory, but both commands by themselves:
     * they are what makes room. Deleted first: an entry that is pending and gone is acknowledged when it is read again, one
     * that was acknowledged and never deleted would stand in the stream for ever.
     */
    private long acknowledgeWithoutMemory(Request ack, Request delete) throws StreamUnavailableException {
        var acknowledged = line.batch(List.of(delete, ack)).get(1);
        return acknowledged == null ? 0 : acknowledged.toLong();
    }

    @Override
    public List<ConsumerState> consumers() throws StreamUnavailableException {
        var answer = line.send(
                Request.cmd(Command.XINFO).arg("CONSUMERS").arg(EVENTS).arg(FORWARDERS));
        var consumers = new ArrayList<ConsumerState>();
        for (var described : orEmpty(answer)) {
            consumers.add(new ConsumerState(
                    described.get("name").toString(),
                    described.get("pending").toLong(),
                    Duration.ofMillis(described.get("idle").toLong())));
        }
        return consumers;
    }

    @Override
    public List<StreamEntry> claimFrom(String other, int count) throws StreamUnavailableException {
        var pending = pendingOf(other, count);
        if (pending.isEmpty()) {
            return List.of();
        }
        var claim = Request.cmd(Command.XCLAIM)
                .arg(EVENTS)
                .arg(FORWARDERS)
                .arg(consumer)
                .arg(0);
        pending.forEach(entry -> claim.arg(entry.get(0).toString()));
        return entries(line.send(claim));
    }

    /** {@code [[id, consumer, idle, deliveries]…]} */
    private List<Response> pendingOf(String other, int count) throws StreamUnavailableException {
        return orEmpty(line.send(Request.cmd(Command.XPENDING)
                .arg(EVENTS)
                .arg(FORWARDERS)
                .arg("-")
                .arg("+")
                .arg(count)
                .arg(other)));
    }

    @Override
    public boolean deleteConsumer(String other, String token) throws StreamUnavailableException {
        var lease = RedisKeys.lease(other);
        line.send(Request.cmd(Command.WATCH).arg(lease));
        var holder = line.send(Request.cmd(Command.GET).arg(lease));
        boolean isOwn = holder != null && holder.toString().equals(token);
        if (!isOwn || !pendingOf(other, 1).isEmpty()) {
            line.send(Request.cmd(Command.UNWATCH));
            return false;
        }
        var delete = Request.cmd(Command.XGROUP)
                .arg("DELCONSUMER")
                .arg(EVENTS)
                .arg(FORWARDERS)
                .arg(other);
        return line.batch(List.of(Request.cmd(Command.MULTI), delete, Request.cmd(Command.EXEC)))
                        .get(2)
                != null;
    }

    @Override
    public StreamDepth depth() throws StreamUnavailableException {
        var answers = line.batch(List.of(
                Request.cmd(Command.XLEN).arg(EVENTS),
                Request.cmd(Command.XRANGE)
                        .arg(EVENTS)
                        .arg("-")
                        .arg("+")
                        .arg("COUNT")
                        .arg(1)));
        var length = answers.get(0);
        var oldest = entries(answers.get(1));
        return new StreamDepth(
                length == null ? 0 : length.toLong(),
                oldest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(oldest.getFirst().id()));
    }

    /** {@code [[stream, [entry…]]]}, or nothing when the wait ended without an entry. */
    private static List<StreamEntry> entriesOfStream(@Nullable Response streams) {
        return streams == null || streams.size() == 0
                ? List.of()
                : entries(streams.get(0).get(1));
    }

    /** {@code [[id, [name, value, …]]…]}; a deleted entry has nil for its fields. */
    private static List<StreamEntry> entries(@Nullable Response answer) {
        var entries = new ArrayList<StreamEntry>();
        for (var entry : orEmpty(answer)) {
            var given = entry.get(1);
            var fields = new ArrayList<StreamEntry.Field>();
            for (int i = 0; given != null && i + 1 < given.size(); i += 2) {
                fields.add(new StreamEntry.Field(
                        given.get(i).toBytes(), given.get(i + 1).toBytes()));
            }
            entries.add(new StreamEntry(EntryId.parse(entry.get(0).toString()), fields));
        }
        return entries;
    }

    private static List<Response> orEmpty(@Nullable Response answer) {
        return answer == null ? List.of() : answer.stream().toList();
    }
}
