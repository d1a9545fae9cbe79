package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import java.util.List;

/** Where the spool drains to. Blocks its caller, for a bounded time. */
@FunctionalInterface
public interface DrainTarget {

    /** True when every commit is durable there; false when that isn't known of each. */
    boolean append(List<Commit> commits);
}
