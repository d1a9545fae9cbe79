package io.clickway.edge.geo;

/** Room in the heap for a file. An edge whose heap is full ends, and a new file must not do that. */
@FunctionalInterface
interface HeapRoom {

    boolean fits(long bytes);

    /** Stops everybody for as long as a whole collection takes. */
    default void make() {
        System.gc();
    }

    /**
     * One array that large has to fit into the old generation, which is two thirds of the heap unless it is set otherwise.
     * What is garbage by now counts as used.
     */
    static boolean ofThisProcess(long bytes) {
        var heap = Runtime.getRuntime();
        return heap.totalMemory() - heap.freeMemory() + bytes <= heap.maxMemory() / 3 * 2;
    }
}
