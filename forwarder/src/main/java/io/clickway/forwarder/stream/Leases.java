package io.clickway.forwarder.stream;

import java.time.Duration;

/** Names that one live process at a time may hold. Not thread-safe, like {@link EventStream}. */
public interface Leases {

    /** Takes the name, or prolongs it, to {@code ttl} from now. */
    Answer hold(String name, String token, Duration ttl) throws StreamUnavailableException;

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
