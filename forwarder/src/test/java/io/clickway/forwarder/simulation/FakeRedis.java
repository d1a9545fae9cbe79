package io.clickway.forwarder.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.forwarder.stream.ConsumerState;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.EventStream;
import io.clickway.forwarder.stream.GroupMissingException;
import io.clickway.forwarder.stream.Leases;
import io.clickway.forwarder.stream.StreamDepth;
import io.clickway.forwarder.stream.StreamEntry;
import io.clickway.forwarder.stream.StreamUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stream with its group and leases, as Redis has them. A call may fail before it acts, after, or before it acts all the
 * same, later; a process may crash or freeze at either point. Every acknowledgement is checked against what the broker
 * confirmed, every inherited lease against who lives.
 */
final class FakeRedis {

    private static final double FAILURE = 0.02;
    private static final double CRASH = 0.002;

    private record Lease(String token, long untilNanos) {}

    private final World world;
    private final Predicate<EntryId> isConfirmed;
    private final NavigableMap<EntryId, StreamEntry> entries = new TreeMap<>();
    private final Map<String, NavigableMap<EntryId, Boolean>> pending = new HashMap<>();
    private final Map<String, Long> lastSeen = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Set<EntryId> wiped = new HashSet<>();
    private @Nullable EntryId lastDelivered;
    private long counter;
    /** While down, loading or read-only, nothing is done. */
    boolean isDown;
    /** While out of memory, no lease is taken down and no entry appended; deleting and reading go on. */
    boolean isOutOfMemory;

    FakeRedis(World world, Predicate<EntryId> isConfirmed) {
        this.world = world;
        this.isConfirmed = isConfirmed;
    }

    EntryId append(List<StreamEntry.Field> fields) {
        var id = new EntryId(world.millis(), ++counter);
        entries.put(id, new StreamEntry(id, fields));
        return id;
    }

    int size() {
        return entries.size();
    }

    /** The group is destroyed by somebody; what the stream holds stays. */
    void destroyGroup() {
        pending.clear();
        lastDelivered = null;
    }

    /** Everything is emptied by somebody: entries, group, leases. */
    void wipe() {
        wiped.addAll(entries.keySet());
        entries.clear();
        leases.clear();
        destroyGroup();
    }

    /** Whether it was in the stream when that was emptied. */
    boolean isWiped(EntryId entry) {
        return wiped.contains(entry);
    }

    /** A stranger's XAUTOCLAIM with min-idle 0: pending entries change their owner, also to one who doesn't know. */
    void claimByStranger(String stranger) {
        if (lastDelivered == null) {
            return;
        }
        var theirs = pending.computeIfAbsent(stranger, name -> new TreeMap<>());
        for (var list : List.copyOf(pending.values())) {
            if (list != theirs) {
                for (var id : List.copyOf(list.keySet())) {
                    if (world.chance(0.5)) {
                        list.remove(id);
                        theirs.put(id, true);
                    }
                }
            }
        }
    }

    private interface Command<T> {
        T run() throws StreamUnavailableException;
    }

    private <T> T call(Runnable goOn, Command<T> command) throws StreamUnavailableException {
        world.advance(world.upTo(1));
        if (isDown || world.fault(FAILURE)) {
            if (world.fault(0.1)) {
                // It lies in a socket's buffer and is done after its sender has given it up, or has ended.
                world.later(world.upTo(3_000), () -> late(command));
            }
            world.advance(world.upTo(world.chance(0.1) ? 2_000 : 5));
            throw new StreamUnavailableException("redis: fake failure");
        }
        crashOrFreeze(goOn);
        T result = command.run();
        if (world.fault(FAILURE)) {
            world.advance(world.upTo(world.chance(0.1) ? 2_000 : 5));
            throw new StreamUnavailableException("redis: fake loss of an answer");
        }
        crashOrFreeze(goOn);
        return result;
    }

    private void crashOrFreeze(Runnable goOn) {
        if (world.fault(CRASH)) {
            throw new World.Crash();
        }
        goOn.run();
    }

    private static <T> void late(Command<T> command) {
        try {
            command.run();
        } catch (StreamUnavailableException refused) {
            // Nobody hears it.
        }
    }

    /** @param goOn called where the process may freeze or be killed */
    Leases leases(Runnable goOn) {
        return new Leases() {
            private <T> T call(Command<T> command) throws StreamUnavailableException {
                return FakeRedis.this.call(goOn, command);
            }

            @Override
            public Answer hold(String name, String token, Duration ttl) throws StreamUnavailableException {
                return call(() -> {
                    var lease = current(name);
                    if (lease != null && !lease.token().equals(token)) {
                        return Answer.TAKEN;
                    }
                    if (lease != null || !isOutOfMemory) {
                        leases.put(name, new Lease(token, world.nanos() + ttl.toNanos()));
                    }
                    return lease == null ? Answer.ACQUIRED : Answer.RENEWED;
                });
            }

            @Override
            public Answer inherit(String name, Set<String> ended, String token, Duration ttl)
                    throws StreamUnavailableException {
                return call(() -> {
                    var lease = current(name);
                    if (lease == null || !ended.contains(lease.token()) || isOutOfMemory) {
                        return Answer.TAKEN;
                    }
                    assertThat(world.livingTokens)
                            .as("living processes when the lease %s is inherited", name)
                            .doesNotContain(lease.token());
                    leases.put(name, new Lease(token, world.nanos() + ttl.toNanos()));
                    return Answer.ACQUIRED;
                });
            }

            @Override
            public void release(String name, String token) throws StreamUnavailableException {
                call(() -> {
                    var lease = current(name);
                    boolean isOwn = lease != null && lease.token().equals(token);
                    if (isOwn) {
                        leases.remove(name);
                    }
                    return isOwn;
                });
            }

            @Override
            public boolean isHeld(String name) throws StreamUnavailableException {
                return call(() -> current(name) != null);
            }
        };
    }

    private @Nullable Lease current(String name) {
        var lease = leases.get(name);
        return lease == null || lease.untilNanos() <= world.nanos() ? null : lease;
    }

    /** @param goOn called where the process may freeze or be killed */
    EventStream stream(String consumer, Runnable goOn) {
        return new EventStream() {
            private <T> T call(Command<T> command) throws StreamUnavailableException {
                return FakeRedis.this.call(goOn, command);
            }

            @Override
            public void createGroup() throws StreamUnavailableException {
                call(() -> lastDelivered = lastDelivered == null ? EntryId.START : lastDelivered);
            }

            @Override
            public List<StreamEntry> readOwnPending(EntryId after, int count) throws StreamUnavailableException {
                return call(() -> {
                    own(consumer);
                    return own(consumer).tailMap(after, false).keySet().stream()
                            .limit(count)
                            .map(id -> entries.getOrDefault(id, new StreamEntry(id, List.of())))
                            .toList();
                });
            }

            @Override
            public List<StreamEntry> readNew(int count, Duration wait) throws StreamUnavailableException {
                return call(() -> {
                    own(consumer);
                    if (unread().isEmpty() && !wait.isZero()) {
                        world.advanceToNext(wait);
                    }
                    var given = unread().values().stream().limit(count).toList();
                    var mine = own(consumer);
                    given.forEach(entry -> mine.put(entry.id(), true));
                    if (!given.isEmpty()) {
                        lastDelivered = given.getLast().id();
                    }
                    return given;
                });
            }

            @Override
            public long acknowledge(Collection<EntryId> ids) throws StreamUnavailableException {
                return call(() -> {
                    long acknowledged = 0;
                    for (var id : ids) {
                        if (entries.containsKey(id)) {
                            assertThat(isConfirmed.test(id))
                                    .as("entry %s is acknowledged after its confirm", id)
                                    .isTrue();
                        }
                        entries.remove(id);
                        if (isOutOfMemory && world.fault(0.1)) {
                            throw new StreamUnavailableException(
                                    "redis: fake cut between deletion and acknowledgement");
                        }
                        for (var list : pending.values()) {
                            acknowledged += list.remove(id) == null ? 0 : 1;
                        }
                    }
                    return acknowledged;
                });
            }

            @Override
            public List<ConsumerState> consumers() throws StreamUnavailableException {
                return call(() -> {
                    var states = new ArrayList<ConsumerState>();
                    pending.forEach((name, list) -> states.add(new ConsumerState(
                            name, list.size(), Duration.ofNanos(world.nanos() - lastSeen.getOrDefault(name, 0L)))));
                    return states;
                });
            }

            @Override
            public List<StreamEntry> claimFrom(String other, int count) throws StreamUnavailableException {
                return call(() -> {
                    var theirs = own(other);
                    var ids = theirs.keySet().stream().limit(count).toList();
                    ids.forEach(theirs::remove);
                    var claimed = ids.stream()
                            .filter(entries::containsKey)
                            .map(id -> entries.get(id))
                            .toList();
                    var mine = own(consumer);
                    claimed.forEach(entry -> mine.put(entry.id(), true));
                    return claimed;
                });
            }

            @Override
            public boolean deleteConsumer(String other, String token) throws StreamUnavailableException {
                return call(() -> {
                    var lease = current(other);
                    boolean mayDelete = lease != null
                            && lease.token().equals(token)
                            && pending.getOrDefault(other, Collections.emptyNavigableMap())
                                    .isEmpty();
                    return mayDelete && pending.remove(other) != null;
                });
            }

            @Override
            public StreamDepth depth() throws StreamUnavailableException {
                return call(() -> new StreamDepth(
                        entries.size(), entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstKey())));
            }
        };
    }

    private NavigableMap<EntryId, StreamEntry> unread() throws GroupMissingException {
        if (lastDelivered == null) {
            throw new GroupMissingException("redis: no group");
        }
        return entries.tailMap(lastDelivered, false);
    }

    private NavigableMap<EntryId, Boolean> own(String consumer) throws GroupMissingException {
        if (lastDelivered == null) {
            throw new GroupMissingException("redis: no group");
        }
        lastSeen.put(consumer, world.nanos());
        return pending.computeIfAbsent(consumer, name -> new TreeMap<>());
    }
}
