package io.clickway.forwarder.stream;

import io.clickway.address.RedisKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;

/** {@link Leases} as keys {@code lease:<name>} that expire; the value is the holder's token. */
public final class RedisLeases implements Leases {

    private final RedisLine line;

    public RedisLeases(RedisLine line) {
        this.line = line;
    }

    @Override
    public Answer hold(String name, String token, Duration ttl) throws StreamUnavailableException {
        var holder = line.send(Request.cmd(Command.SET)
                .arg(RedisKeys.lease(name))
                .arg(token)
                .arg("NX")
                .arg("GET")
                .arg("PX")
                .arg(ttl.toMillis()));
        if (holder == null) {
            return Answer.ACQUIRED;
        }
        return holder.toString().equals(token) && prolong(name, token, ttl) ? Answer.RENEWED : Answer.TAKEN;
    }

    /** Should the key have passed to another a moment ago, that one's time is prolonged, which harms nobody. */
    private boolean prolong(String name, String token, Duration ttl) throws StreamUnavailableException {
        var answers = line.batch(List.of(
                Request.cmd(Command.PEXPIRE).arg(RedisKeys.lease(name)).arg(ttl.toMillis()),
                Request.cmd(Command.GET).arg(RedisKeys.lease(name))));
        var holder = answers.get(1);
        return holder != null && holder.toString().equals(token);
    }

    @Override
    public void release(String name, String token) throws StreamUnavailableException {
        // Prolonged first: between looking and deleting it can't expire and become another's.
        if (prolong(name, token, Duration.ofSeconds(10))) {
            line.send(Request.cmd(Command.DEL).arg(RedisKeys.lease(name)));
        }
    }

    @Override
    public boolean isHeld(String name) throws StreamUnavailableException {
        var exists = line.send(Request.cmd(Command.EXISTS).arg(RedisKeys.lease(name)));
        return exists != null && exists.toLong() > 0;
    }
}
