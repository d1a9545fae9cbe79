package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.datapath.Centre;

/**
 * What clicks take on disk.
 *
 * @param rows bytes of the partitions' own pages
 * @param indexes and maps of the partitions, of all kinds
 * @param dictionaries with their indexes
 * @param cubes with their indexes; what waits to be folded is gone, and its table keeps its pages for the next
 * @param cells of all cubes and spans
 */
record Volume(long clicks, long rows, long indexes, long dictionaries, long cubes, long cells) {

    private static final String DICTIONARIES = "'agents', 'places', 'routes', 'requests', 'referrers', 'queries'";

    static Volume of(Centre centre) {
        return new Volume(
                centre.number("select count(*) from clicks"),
                centre.number("select sum(pg_relation_size(relid)) from pg_partition_tree('clicks') where isleaf"),
                centre.number("""
                        select sum(pg_total_relation_size(relid) - pg_relation_size(relid))
                        from pg_partition_tree('clicks')
                        where isleaf
                        """),
                centre.number(
                        "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class where relkind = 'r' and relname in ("
                                + DICTIONARIES + ")"),
                centre.number(
                        "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class where relkind = 'r' and ("
                                + CUBES + ")"),
                centre.number(
                        "select coalesce(sum(reltuples::bigint), 0) from pg_class where relkind = 'r' and " + CUBES));
    }

    private static final String CUBES =
            "relname ~ '^(clicks|costs|visitors)_(total|by_[a-z_]+)_(15m|1h|1d|1mo)(_p[0-9]+)?$'";

    double perClick() {
        return (double) (rows + indexes + dictionaries) / clicks;
    }

    double dictionariesPerClick() {
        return (double) dictionaries / clicks;
    }

    double cubesPerClick() {
        return (double) cubes / clicks;
    }
}
