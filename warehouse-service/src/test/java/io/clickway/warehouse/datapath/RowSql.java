package io.clickway.warehouse.datapath;

/** Questions to the stored rows that several tests ask. */
public final class RowSql {

    /** Minutes of the start page that differ from the rows, either way. */
    public static final String MINUTE_DIFFERENCES = """
            with counted as (
                select date_trunc('minute', c.occurred_at), l.region, count(*)
                from clicks c
                    join ledger_all l using (source_no)
                group by 1, 2),
            told as (
                select minute_at, region, sum(clicks)
                from (
                    select minute_at, region, clicks from clicks_1m
                    union all
                    select bucket_at, region, clicks from rollup_deltas where cube = 11) as base_and_deltas
                group by 1, 2)
            (table counted except table told)
            union all
            (table told except table counted)
            """;

    /** Events stored more than once. */
    public static final String DOUBLED = """
            select source_no, seq
            from (select source_no, seq from clicks union all select source_no, seq from watermarks) as events
            group by 1, 2
            having count(*) > 1
            """;

    /** Regions whose sums over moved sources are not the sums of their rows. */
    public static final String SUM_DIFFERENCES = """
            select region
            from ledger_closed_sums s
                full join (
                    select
                        region,
                        count(*) as sources,
                        sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)) as received,
                        sum(stored_clicks) as clicks,
                        sum(duplicates) as duplicates
                    from ledger_closed
                    group by region) as counted using (region)
            where (s.sources, s.received, s.stored_clicks, s.duplicates)
                is distinct from (
                    coalesce(counted.sources, 0), coalesce(counted.received, 0), coalesce(counted.clicks, 0),
                    coalesce(counted.duplicates, 0))
            """;

    private RowSql() {}
}
