-- Checks the books against what is stored. Nothing of the warehouse's own code takes part; all it needs is a login that may
-- read the tables:
--
--   psql "$POSTGRES_URL" -X -f docs/sql/audit.sql
--
-- Every numbered query lists differences only: no rows is the good answer. The last line says "the books balance", and psql
-- exits with 0; else it says how many differences there are, and psql exits with 3.
-- It reads every stored event; on a large installation set a first day: psql -v since="'2026-11-01'" ... then sources that
-- began before it are left out. Without it the first day is the one after the last whose rows left the tables for their age.
-- Safe while ingestion runs: it is one snapshot.
\set ON_ERROR_STOP on
\if :{?since}
\else
select quote_literal(coalesce(max(day) + 1, '-infinity')) || '::timestamp at time zone ''UTC''' as since
from partition_state
where state = 'closed'
  and table_name in ('clicks', 'watermarks') \gset
\endif
\set differences 0
begin transaction isolation level repeatable read read only;
set local jit = off;

\echo
\echo '1. Sources whose stored and quarantined numbers are not the received ones'
with numbers as (
    select source_no, seq from clicks where occurred_at >= :since
    union all
    select source_no, seq from watermarks where occurred_at >= :since),
runs as (
    select source_no, int8range(min(seq), max(seq), '[]') as r
    from (
        select source_no, seq, seq - dense_rank() over (partition by source_no order by seq) as run
        from numbers) as ranked
    group by source_no, run),
lying as (
    select source_no, range_agg(r) as seqs
    from (
        select source_no, r from runs
        union all
        select source_no, r from quarantine_ranges, unnest(seqs) as r) as events
    group by source_no)
select
    l.source_no,
    lpad(to_hex(l.source_id), 16, '0') as source,
    l.region,
    l.is_folded,
    l.received - coalesce(s.seqs, '{}') as received_but_nowhere,
    coalesce(s.seqs, '{}') - l.received as stored_but_not_received
from ledger_all l
    left join lying s using (source_no)
where least(l.started_at, l.first_seen_at) >= :since
  and l.received <> coalesce(s.seqs, '{}');
select :differences + :ROW_COUNT as differences \gset

\echo '2. Sources whose counters are not the number of rows'
with clicks_of as (
    select source_no, count(*) as n from clicks where occurred_at >= :since group by source_no),
watermarks_of as (
    select source_no, count(*) as n from watermarks where occurred_at >= :since group by source_no),
quarantined_of as (
    select source_no, sum(upper(r) - lower(r)) as n from quarantine_ranges, unnest(seqs) as r group by source_no)
select
    l.source_no,
    l.stored_clicks,
    coalesce(c.n, 0) as clicks,
    l.stored_watermarks,
    coalesce(w.n, 0) as watermarks,
    l.quarantined,
    coalesce(q.n, 0) as in_quarantine
from ledger_all l
    left join clicks_of c using (source_no)
    left join watermarks_of w using (source_no)
    left join quarantined_of q using (source_no)
where least(l.started_at, l.first_seen_at) >= :since
  and (l.stored_clicks, l.stored_watermarks, l.quarantined)
    is distinct from (coalesce(c.n, 0), coalesce(w.n, 0), coalesce(q.n, 0));
select :differences + :ROW_COUNT as differences \gset

\echo '3. Numbers stored twice, and rows whose source nobody knows'
select source_no, seq, count(*) as times, min(l.source_no) is not null as is_known
from (
    select source_no, seq from clicks where occurred_at >= :since
    union all
    select source_no, seq from watermarks where occurred_at >= :since) as events
    left join (select source_no, true as is_there from ledger_all) as l using (source_no)
group by source_no, seq
having count(*) > 1
    or bool_or(l.is_there) is null;
select :differences + :ROW_COUNT as differences \gset

\echo '4. Cells of the cubes by quarter of an hour, deltas included, that are not the sum of their rows'
with lacking_days as (
    select day from rollup_days where state = 'lacking'),
rows as materialized (
    select
        date_bin('15 minutes', c.occurred_at, timestamptz '2000-01-01 00:00:00+00') as bucket_at,
        c.workspace_id,
        c.verdict,
        l.region,
        c.campaign_id,
        c.link_id,
        coalesce(c.traffic_source_id, 0) as traffic_source_id,
        coalesce(c.rule_id, 0) as rule_id,
        coalesce(c.offer_id, 0) as offer_id,
        coalesce(c.lander_id, 0) as lander_id,
        c.device,
        c.country,
        c.os,
        c.browser,
        coalesce(c.currency, '') as currency,
        count(*) as clicks,
        coalesce(sum(round(c.cost * 1000000)), 0) as cost_micros
    from clicks_whole c
        join ledger_all l using (source_no)
    where c.occurred_at >= :since
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
counted as (
    select cube, bucket_at, workspace_id, verdict, region, key, sum(clicks) as clicks, sum(cost_micros) as cost_micros
    from (
        select 'clicks_total' as cube, bucket_at, workspace_id, verdict, region, '' as key, clicks, 0 as cost_micros from rows
        union all
        select 'clicks_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, link_id, traffic_source_id), clicks, 0 from rows
        union all
        select 'clicks_by_country', bucket_at, workspace_id, verdict, region, concat_ws('|', country, device), clicks, 0 from rows
        union all
        select 'clicks_by_campaign_country', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, country), clicks, 0 from rows
        union all
        select 'clicks_by_agent', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, device, os, browser), clicks, 0 from rows
        union all
        select 'clicks_by_offer', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, rule_id, offer_id, lander_id), clicks, 0 from rows
        union all
        select 'costs_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, link_id, traffic_source_id, currency), clicks, cost_micros from rows where currency <> ''
        ) as cells
    group by cube, bucket_at, workspace_id, verdict, region, key),
told as (
    select cube, bucket_at, workspace_id, verdict, region, key, sum(clicks) as clicks, sum(cost_micros) as cost_micros
    from (
        select 'clicks_total' as cube, bucket_at, workspace_id, verdict, region, '' as key, clicks, 0 as cost_micros from clicks_total_15m
        union all
        select 'clicks_total', bucket_at, workspace_id, verdict, region, '', clicks, 0 from rollup_deltas where cube = 1
        union all
        select 'clicks_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, link_id, traffic_source_id), clicks, 0 from clicks_by_link_15m
        union all
        select 'clicks_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', key1, key2, key3), clicks, 0 from rollup_deltas where cube = 2
        union all
        select 'clicks_by_country', bucket_at, workspace_id, verdict, region, concat_ws('|', country, device), clicks, 0 from clicks_by_country_15m
        union all
        select 'clicks_by_country', bucket_at, workspace_id, verdict, region, concat_ws('|', text1, key1), clicks, 0 from rollup_deltas where cube = 3
        union all
        select 'clicks_by_campaign_country', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, country), clicks, 0 from clicks_by_campaign_country_15m
        union all
        select 'clicks_by_campaign_country', bucket_at, workspace_id, verdict, region, concat_ws('|', key1, text1), clicks, 0 from rollup_deltas where cube = 4
        union all
        select 'clicks_by_agent', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, device, os, browser), clicks, 0 from clicks_by_agent_15m
        union all
        select 'clicks_by_agent', bucket_at, workspace_id, verdict, region, concat_ws('|', key1, key2, text1, text2), clicks, 0 from rollup_deltas where cube = 5
        union all
        select 'clicks_by_offer', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, rule_id, offer_id, lander_id), clicks, 0 from clicks_by_offer_15m
        union all
        select 'clicks_by_offer', bucket_at, workspace_id, verdict, region, concat_ws('|', key1, key2, key3, key4), clicks, 0 from rollup_deltas where cube = 6
        union all
        select 'costs_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, link_id, traffic_source_id, currency), clicks, cost_micros from costs_by_link_15m
        union all
        select 'costs_by_link', bucket_at, workspace_id, verdict, region, concat_ws('|', key1, key2, key3, text1), clicks, cost_micros from rollup_deltas where cube = 7
        ) as cells
    group by cube, bucket_at, workspace_id, verdict, region, key)
select
    cube,
    bucket_at,
    workspace_id,
    verdict,
    region,
    key,
    told.clicks as told,
    counted.clicks as counted,
    told.cost_micros as cost_told,
    counted.cost_micros as cost_counted
from told
    full join counted using (cube, bucket_at, workspace_id, verdict, region, key)
where (told.clicks, told.cost_micros) is distinct from (counted.clicks, counted.cost_micros)
  and bucket_at >= :since
  and (bucket_at at time zone 'UTC')::date not in (select day from lacking_days)
  and date_trunc('month', bucket_at at time zone 'UTC')::date not in (
      select month from rollup_months where span = '15m' and state = 'dropped');
select :differences + :ROW_COUNT as differences \gset

\echo '5. Months of a cube whose cells of one span do not sum up to those by month'
with months as (
    select 'clicks_total' as cube, bucket_at as month_at, sum(clicks) as clicks from clicks_total_1mo group by 2
    union all
    select 'clicks_by_link', bucket_at, sum(clicks) from clicks_by_link_1mo group by 2
    union all
    select 'clicks_by_country', bucket_at, sum(clicks) from clicks_by_country_1mo group by 2
    union all
    select 'clicks_by_campaign_country', bucket_at, sum(clicks) from clicks_by_campaign_country_1mo group by 2
    union all
    select 'clicks_by_agent', bucket_at, sum(clicks) from clicks_by_agent_1mo group by 2
    union all
    select 'clicks_by_offer', bucket_at, sum(clicks) from clicks_by_offer_1mo group by 2
    union all
    select 'costs_by_link', bucket_at, sum(clicks) from costs_by_link_1mo group by 2),
fine as (
    select 'clicks_total' as cube, '15m' as span, date_trunc('month', bucket_at, 'UTC') as month_at, sum(clicks) as clicks from clicks_total_15m group by 3
    union all
    select 'clicks_total', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_total_1h group by 3
    union all
    select 'clicks_total', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_total_1d group by 3
    union all
    select 'clicks_by_link', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_link_15m group by 3
    union all
    select 'clicks_by_link', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_link_1h group by 3
    union all
    select 'clicks_by_link', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_link_1d group by 3
    union all
    select 'clicks_by_country', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_country_15m group by 3
    union all
    select 'clicks_by_country', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_country_1h group by 3
    union all
    select 'clicks_by_country', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_country_1d group by 3
    union all
    select 'clicks_by_campaign_country', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_campaign_country_15m group by 3
    union all
    select 'clicks_by_campaign_country', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_campaign_country_1h group by 3
    union all
    select 'clicks_by_campaign_country', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_campaign_country_1d group by 3
    union all
    select 'clicks_by_agent', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_agent_15m group by 3
    union all
    select 'clicks_by_agent', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_agent_1h group by 3
    union all
    select 'clicks_by_agent', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_agent_1d group by 3
    union all
    select 'clicks_by_offer', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_offer_15m group by 3
    union all
    select 'clicks_by_offer', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_offer_1h group by 3
    union all
    select 'clicks_by_offer', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from clicks_by_offer_1d group by 3
    union all
    select 'costs_by_link', '15m', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from costs_by_link_15m group by 3
    union all
    select 'costs_by_link', '1h', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from costs_by_link_1h group by 3
    union all
    select 'costs_by_link', '1d', date_trunc('month', bucket_at, 'UTC'), sum(clicks) from costs_by_link_1d group by 3),
wanted as (
    select cube, span, month_at, clicks
    from months, unnest(array['15m', '1h', '1d']) as span
    where (span, (month_at at time zone 'UTC')::date) not in (
        select span, month from rollup_months where state = 'dropped'))
select
    cube,
    span,
    month_at,
    fine.clicks as told,
    wanted.clicks as by_month
from wanted
    full join fine using (cube, span, month_at)
where fine.clicks is distinct from wanted.clicks;
select :differences + :ROW_COUNT as differences \gset

\echo '6. Sketches of visitors by hour, deltas included, that tell another number than one made of their rows'
select *
from (
    select cube, bucket_at, workspace_id, verdict, region, key, told.visitors as told, counted.visitors as counted
    from (
        select cube, bucket_at, workspace_id, verdict, region, key, #hll_union_agg(visitors) as visitors
        from (
            select 'campaign' as cube, bucket_at, workspace_id, verdict, region, campaign_id::text as key, visitors
            from visitors_by_campaign_1h
            union all
            select 'country', bucket_at, workspace_id, verdict, region, country, visitors
            from visitors_by_country_1h
            union all
            select 'total', bucket_at, workspace_id, verdict, region, '', visitors
            from visitors_total_1h
            union all
            select waits.cube, bucket_at, workspace_id, verdict, region, waits.key, visitors
            from rollup_deltas d
                cross join lateral (values
                    (9, 'campaign', key1::text), (10, 'country', text1), (10, 'total', '')) as waits (number, cube, key)
            where d.cube = waits.number) as cells
        group by 1, 2, 3, 4, 5, 6) as told
        full join (
            select
                keyed.cube,
                date_bin('1 hour', c.occurred_at, timestamptz '2000-01-01 00:00:00+00') as bucket_at,
                c.workspace_id,
                c.verdict,
                l.region,
                keyed.key,
                #hll_add_agg(c.visitor::hll_hashval, sketch_log2m(), 5, -1, 1) as visitors
            from clicks_whole c
                join ledger_all l using (source_no)
                cross join lateral (values
                    ('campaign', c.campaign_id::text), ('country', c.country::text), ('total', '')) as keyed (cube, key)
            where c.occurred_at >= :since
            group by 1, 2, 3, 4, 5, 6) as counted using (cube, bucket_at, workspace_id, verdict, region, key)) as sketches
where told is distinct from counted
  and bucket_at >= :since
  and (bucket_at at time zone 'UTC')::date not in (select day from rollup_days where state = 'lacking')
  and date_trunc('month', bucket_at at time zone 'UTC')::date not in (
      select month from rollup_months where span = '1h' and state = 'dropped');
select :differences + :ROW_COUNT as differences \gset

\echo '7. Sources with absent numbers that have no reason, or were received all the same'
with explained as (
    select
        source_no,
        coalesce(range_agg(r), '{}') as seqs,
        coalesce(range_agg(r) filter (where action = 'write-off'), '{}') as written_off,
        sum(upper(r) - lower(r)) as n
    from ledger_audit, unnest(ranges) as r
    where source_no is not null
    group by source_no)
select
    l.source_no,
    lpad(to_hex(l.source_id), 16, '0') as source,
    l.absent - coalesce(e.seqs, '{}') as absent_without_reason,
    coalesce(e.seqs, '{}') - l.absent as given_up_but_not_absent,
    l.absent * l.received as absent_and_received,
    l.written_off,
    e.n as reasons
from ledger_all l
    left join explained e using (source_no)
where l.absent <> coalesce(e.seqs, '{}')
   or l.absent * l.received <> '{}'
   or l.written_off <> coalesce(e.written_off, '{}')
   or e.n <> (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(l.absent) as r);
select :differences + :ROW_COUNT as differences \gset

\echo '8. Regions whose sums over moved sources are not the sums of their rows, and sources that stand twice'
select
    region,
    s.sources,
    c.sources as sources_counted,
    s.received,
    c.received as received_counted
from ledger_closed_sums s
    full join (
        select
            region,
            count(*) as sources,
            sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)) as received,
            sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(absent) as r)) as absent,
            sum(stored_clicks) as stored_clicks,
            sum(stored_watermarks) as stored_watermarks,
            sum(duplicates) as duplicates
        from ledger_closed
        group by region) as c using (region)
where (s.sources, s.received, s.absent, s.stored_clicks, s.stored_watermarks, s.duplicates)
    is distinct from (
        coalesce(c.sources, 0), coalesce(c.received, 0), coalesce(c.absent, 0), coalesce(c.stored_clicks, 0),
        coalesce(c.stored_watermarks, 0), coalesce(c.duplicates, 0))
union all
select
    min(region), count(*), 1, null, null
from ledger_all
group by source_id
having count(*) > 1;
select :differences + :ROW_COUNT as differences \gset

\echo '9. Things in quarantine whose state is not that of their ranges'
select
    q.quarantine_id,
    q.state,
    count(*) as sources,
    count(*) filter (where r.seqs <> '{}') as sources_with_events
from quarantine q
    join quarantine_ranges r using (quarantine_id)
group by q.quarantine_id, q.state
having (q.state = 'kept') <> bool_or(r.seqs <> '{}');
select :differences + :ROW_COUNT as differences \gset

\echo '10. Cells of narrow cubes that are not the sum of the cells of the wide ones whose deltas they share'
with narrow (cube, bucket_at, workspace_id, verdict, region, key, clicks, other) as (
    select 'clicks_by_campaign_1h', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_campaign_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_campaign_1d', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_campaign_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_campaign_1mo', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_campaign_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1h', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_browser_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1d', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_browser_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1mo', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_browser_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1h', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_campaign_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1d', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_campaign_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1mo', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_campaign_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_15m', bucket_at, workspace_id, 0, '', '', sum(clicks), sum(bots) from clicks_all_15m group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1h', bucket_at, workspace_id, 0, '', '', sum(clicks), sum(bots) from clicks_all_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1d', bucket_at, workspace_id, 0, '', '', sum(clicks), sum(bots) from clicks_all_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1mo', bucket_at, workspace_id, 0, '', '', sum(clicks), sum(bots) from clicks_all_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1h', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), sum(bots) from clicks_all_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1d', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), sum(bots) from clicks_all_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1mo', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), sum(bots) from clicks_all_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1h', bucket_at, workspace_id, 0, '', country::text, sum(clicks), sum(bots) from clicks_all_by_country_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1d', bucket_at, workspace_id, 0, '', country::text, sum(clicks), sum(bots) from clicks_all_by_country_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1mo', bucket_at, workspace_id, 0, '', country::text, sum(clicks), sum(bots) from clicks_all_by_country_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1h', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), sum(bots) from clicks_all_by_campaign_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1d', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), sum(bots) from clicks_all_by_campaign_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1mo', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), sum(bots) from clicks_all_by_campaign_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1h', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), sum(bots) from clicks_all_by_browser_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1d', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), sum(bots) from clicks_all_by_browser_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1mo', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), sum(bots) from clicks_all_by_browser_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1h', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_all_by_campaign_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1d', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_all_by_campaign_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1mo', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_all_by_campaign_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_total_1h', bucket_at, workspace_id, verdict, region, '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_total_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_total_1d', bucket_at, workspace_id, verdict, region, '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_total_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_all_1h', bucket_at, workspace_id, 0, '', '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_all_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_all_1d', bucket_at, workspace_id, 0, '', '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_all_1d group by 1, 2, 3, 4, 5, 6),
wide (cube, bucket_at, workspace_id, verdict, region, key, clicks, other) as (
    select 'clicks_by_campaign_1h', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_campaign_1d', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_campaign_1mo', bucket_at, workspace_id, verdict, region, campaign_id::text, sum(clicks), sum(0) from clicks_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1h', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_agent_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1d', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_agent_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_by_browser_1mo', bucket_at, workspace_id, verdict, region, concat_ws('|', device, os, browser), sum(clicks), sum(0) from clicks_by_agent_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1h', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1d', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_by_campaign_1mo', bucket_at, workspace_id, verdict, region, concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_15m', bucket_at, workspace_id, 0, '', '', sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_total_15m group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1h', bucket_at, workspace_id, 0, '', '', sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_total_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1d', bucket_at, workspace_id, 0, '', '', sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_total_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_1mo', bucket_at, workspace_id, 0, '', '', sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_total_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1h', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1d', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_link_1mo', bucket_at, workspace_id, 0, '', link_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1h', bucket_at, workspace_id, 0, '', country::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_country_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1d', bucket_at, workspace_id, 0, '', country::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_country_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_country_1mo', bucket_at, workspace_id, 0, '', country::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_country_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1h', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1d', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_campaign_1mo', bucket_at, workspace_id, 0, '', campaign_id::text, sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1h', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_agent_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1d', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_agent_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'clicks_all_by_browser_1mo', bucket_at, workspace_id, 0, '', concat_ws('|', device, os, browser), sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0) from clicks_by_agent_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1h', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1d', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'costs_all_by_campaign_1mo', bucket_at, workspace_id, 0, '', concat_ws('|', campaign_id, currency), sum(clicks), sum(cost_micros) from costs_by_link_1mo group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_total_1h', bucket_at, workspace_id, verdict, region, '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_by_country_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_total_1d', bucket_at, workspace_id, verdict, region, '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_by_country_1d group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_all_1h', bucket_at, workspace_id, 0, '', '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_by_country_1h group by 1, 2, 3, 4, 5, 6
    union all
    select 'visitors_all_1d', bucket_at, workspace_id, 0, '', '', (#hll_union_agg(visitors))::numeric, sum(0) from visitors_by_country_1d group by 1, 2, 3, 4, 5, 6)
select *
from (
    select 'narrow' as side, each.* from (select * from narrow except select * from wide) as each
    union all
    select 'wide' as side, each.* from (select * from wide except select * from narrow) as each) as different;
select :differences + :ROW_COUNT as differences \gset

\echo 'The books by region: received = stored + quarantined; declared = received + absent + missing + in flight'
select
    region,
    count(*) as sources,
    count(*) filter (where is_folded) as moved_away,
    sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)) as received,
    sum(stored_clicks) as clicks,
    sum(stored_watermarks) as watermarks,
    sum(quarantined) as quarantined,
    sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(written_off) as r)) as written_off,
    sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(absent - written_off) as r)) as discarded,
    sum(missing) as missing,
    sum(in_flight) as in_flight,
    sum(duplicates) as duplicates_dropped,
    sum(late_after_write_off) as late_refused
from ledger_all
group by region
order by region;

select :differences = 0 as balanced \gset
\if :balanced
\echo 'the books balance'
rollback;
\else
\echo 'the books do not balance:' :differences 'differences'
do $$ begin raise exception 'the books do not balance'; end $$;
\endif
