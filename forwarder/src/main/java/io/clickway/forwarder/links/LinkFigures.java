package io.clickway.forwarder.links;

import java.util.concurrent.atomic.AtomicLong;

/** How the configuration stands in this region. Written by the channel's thread, read by any. */
public final class LinkFigures {

    public final AtomicLong version = new AtomicLong();
    public final AtomicLong shardsKept = new AtomicLong();
    public final AtomicLong messagesIgnored = new AtomicLong();
    public final AtomicLong failures = new AtomicLong();
}
