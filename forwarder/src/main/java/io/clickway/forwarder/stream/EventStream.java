package io.clickway.forwarder.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The region's stream as one consumer of its group sees it. Calls block for a bounded time. Not thread-safe: the thread
 * that carries owns it.
 */
public interface EventStream {

    /** Creates the group from the stream's beginning, and the stream, unless they exist. */
    void createGroup() throws StreamUnavailableException;

    /** Entries given to this consumer earlier and not acknowledged, behind {@code after}, in order. */
    List<StreamEntry> readOwnPending(EntryId after, int count) throws StreamUnavailableException;

    /** Entries that no consumer was given yet; waits up to {@code wait} (zero: not at all) for the first. */
    List<StreamEntry> readNew(int count, Duration wait) throws StreamUnavailableException;

    /**
     * Acknowledges and deletes the entries, both or neither; a stream without memory may only delete them, and they are then
     * read again as gone. Doing it again changes nothing.
     *
     * @return how many were still pending
     */
    long acknowledge(Collection<EntryId> entries) throws StreamUnavailableException;

    /** Every consumer of the group, this one too. */
    List<ConsumerState> consumers() throws StreamUnavailableException;

    /** Makes up to {@code count} of the consumer's pending entries this consumer's own. */
    List<StreamEntry> claimFrom(String consumer, int count) throws StreamUnavailableException;

    /**
     * Forgets a consumer, which would orphan what is pending with it: so only if nothing is, and only while {@code token}
     * holds its lease and nobody else can read under its name.
     *
     * @return whether it was forgotten
     */
    boolean deleteConsumer(String consumer, String token) throws StreamUnavailableException;

    StreamDepth depth() throws StreamUnavailableException;
}
