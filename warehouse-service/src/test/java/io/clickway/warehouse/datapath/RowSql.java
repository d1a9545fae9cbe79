package io.clickway.warehouse.datapath;

/** Questions to the stored rows that several tests ask. */
public final class RowSql {

    /** Cells of the rollup that differ from the rows, either way. */
    public static final String ROLLUP_DIFFERENCES = """
            with counted as (
                select
                    date_bin('15 minutes', c.occurred_at, timestamptz '2000-01-01 00:00:00+00') as bucket_at,
                    c.workspace_id,
                    l.region,
                    c.campaign_id,
                    c.link_id,
                    c.country,
                    c.verdict,
                    count(*) as clicks
                from clicks c
                    join ledger_all l using (source_no)
                group by 1, 2, 3, 4, 5, 6, 7)
            (table counted except table clicks_15m)
            union all
            (table clicks_15m except table counted)
            """;

    /** Minutes of the start page that differ from the rows, either way. */
    public static final String MINUTE_DIFFERENCES = """
            with counted as (
                select date_trunc('minute', c.occurred_at), l.region, count(*)
                from clicks c
                    join ledger_all l using (source_no)
                group by 1, 2)
            (table counted except table clicks_1m)
            union all
            (table clicks_1m except table counted)
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
