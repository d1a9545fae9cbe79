package io.clickway.forwarder.stream;

import java.time.Duration;
import java.util.Set;

/** Names that one live process at a time may hold. Not thread-safe, like {@link EventStream}. */
public interface Leases {

    /** Takes the name, or prolongs it, to {@code ttl} from now. */
    Answer hold(String name, String token, Duration ttl) throws StreamUnavailableException;

    /**
     * Takes the name to {@code ttl} from now if one of {@code ended} holds it: tokens whose processes have ended.
     *
     * @return ACQUIRED, or TAKEN if another token holds it or none does
     */
    Answer inherit(String name, Set<String> ended, String token, Duration ttl) throws StreamUnavailableException;

    /** Gives the name back if {@code token} holds it. */
    void release(String name, String token) throws StreamUnavailableException;

    boolean isHeld(String name) throws StreamUnavailableException;

    /** What became of an attempt to hold a name. */
    enum Answer {
        /** It was free and is now held by the caller. */
        ACQUIRED,
        /** The caller held it already. */
        RENEWED,
        /** Another token holds it. */
        TAKEN
    }
}
