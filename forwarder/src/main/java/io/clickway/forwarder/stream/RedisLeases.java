package io.clickway.forwarder.stream;

import io.clickway.address.RedisKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@link Leases} as keys {@code lease:<name>} that expire; the value is the holder's token. */
public final class RedisLeases implements Leases {

    private final RedisLine line;

    public RedisLeases(RedisLine line) {
        this.line = line;
    }

    @Override
    public Answer hold(String name, String token, Duration ttl) throws StreamUnavailableException {
        var holder = holder(name);
        if (holder.isPresent() && holder.get().equals(token)) {
            // Not by SET: a Redis without memory refuses that, and only forwarders make room in it.
            holder = prolong(name, ttl);
        }
        if (holder.isEmpty()) {
            return acquire(name, token, ttl);
        }
        return holder.get().equals(token) ? Answer.RENEWED : Answer.TAKEN;
    }

    /**
     * A Redis without memory takes no new key, yet acknowledging is what makes room in it. Who finds the name free then goes
     * on without a key: should another do so, too, both send the same batches, which the ledger removes.
     */
    private Answer acquire(String name, String token, Duration ttl) throws StreamUnavailableException {
        try {
            var holder = line.send(set(name, token, ttl).arg("NX").arg("GET"));
            return holder == null || holder.toString().equals(token) ? Answer.ACQUIRED : Answer.TAKEN;
        } catch (StreamUnavailableException refused) {
            if (RedisLine.isOutOfMemory(refused)) {
                return holder(name).isEmpty() ? Answer.ACQUIRED : Answer.TAKEN;
            }
            throw refused;
        }
    }

    @Override
    public Answer inherit(String name, Set<String> ended, String token, Duration ttl)
            throws StreamUnavailableException {
        line.send(Request.cmd(Command.WATCH).arg(RedisKeys.lease(name)));
        var holder = holder(name);
        if (holder.isEmpty() || !ended.contains(holder.get())) {
            line.send(Request.cmd(Command.UNWATCH));
            return Answer.TAKEN;
        }
        try {
            var answers =
                    line.batch(List.of(Request.cmd(Command.MULTI), set(name, token, ttl), Request.cmd(Command.EXEC)));
            return answers.get(2) == null ? Answer.TAKEN : Answer.ACQUIRED;
        } catch (StreamUnavailableException refused) {
            if (RedisLine.isOutOfMemory(refused)) {
                return Answer.TAKEN; // until it expires: then it is acquired without a key
            }
            throw refused;
        }
    }

    private static Request set(String name, String token, Duration ttl) {
        return Request.cmd(Command.SET)
                .arg(RedisKeys.lease(name))
                .arg(token)
                .arg("PX")
                .arg(ttl.toMillis());
    }

    private Optional<String> holder(String name) throws StreamUnavailableException {
        return Optional.ofNullable(line.send(Request.cmd(Command.GET).arg(RedisKeys.lease(name))))
                .map(Object::toString);
    }

    /** Should the key have passed to another a moment ago, that one's time is prolonged, which harms nobody. */
    private Optional<String> prolong(String name, Duration ttl) throws StreamUnavailableException {
        var answers = line.batch(List.of(
                Request.cmd(Command.PEXPIRE).arg(RedisKeys.lease(name)).arg(ttl.toMillis()),
                Request.cmd(Command.GET).arg(RedisKeys.lease(name))));
        return Optional.ofNullable(answers.get(1)).map(Object::toString);
    }

    @Override
    public void release(String name, String token) throws StreamUnavailableException {
        // Prolonged first: between looking and deleting it can't expire and become another's.
        if (holder(name).filter(token::equals).isPresent()
                && prolong(name, Duration.ofSeconds(10)).filter(token::equals).isPresent()) {
            line.send(Request.cmd(Command.DEL).arg(RedisKeys.lease(name)));
        }
    }

    @Override
    public boolean isHeld(String name) throws StreamUnavailableException {
        var exists = line.send(Request.cmd(Command.EXISTS).arg(RedisKeys.lease(name)));
        return exists != null && exists.toLong() > 0;
    }
}
