package io.clickway.edge.visit;

import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The sources of this start by their event loop; filled once, before the first request. */
public final class Sources {

    private volatile Map<Object, LoopSource> byLoop = Map.of();

    public void set(List<LoopSource> sources) {
        var map = new IdentityHashMap<Object, LoopSource>();
        sources.forEach(source -> map.put(source.loop().nettyEventLoop(), source));
        byLoop = map;
    }

    public List<LoopSource> all() {
        return List.copyOf(byLoop.values());
    }

    /** The source of the calling event loop. */
    LoopSource here() {
        var found =
                Vertx.currentContext() instanceof ContextInternal context ? byLoop.get(context.nettyEventLoop()) : null;
        if (found == null) {
            throw new IllegalStateException(
                    "no source on thread " + Thread.currentThread().getName());
        }
        return found;
    }
}
