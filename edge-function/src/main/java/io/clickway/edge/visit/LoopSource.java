package io.clickway.edge.visit;

import io.clickway.edge.source.Source;
import io.vertx.core.impl.ContextInternal;

/** A source and the event loop that is its only thread. */
public record LoopSource(Source source, ContextInternal loop) {}
