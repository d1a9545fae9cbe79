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
with stored as (
    select source_no, int8multirange(int8range(seq, seq, '[]')) as seqs from clicks where occurred_at >= :since
    union all
    select source_no, int8multirange(int8range(seq, seq, '[]')) from watermarks where occurred_at >= :since
    union all
    select source_no, seqs from quarantine_ranges),
lying as (
    select source_no, range_agg(r) as seqs
    from stored, unnest(seqs) as r
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

\echo '4. Cells of the quarter-hour rollup that are not the sum of their rows'
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
    from clicks_whole c
        join ledger_all l using (source_no)
    where c.occurred_at >= :since
    group by 1, 2, 3, 4, 5, 6, 7)
select
    bucket_at,
    workspace_id,
    region,
    campaign_id,
    link_id,
    country,
    verdict,
    r.clicks as rollup,
    c.clicks as rows
from clicks_15m r
    full join counted c using (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict)
where r.clicks is distinct from c.clicks
  and bucket_at >= :since;
select :differences + :ROW_COUNT as differences \gset

\echo '5. Sources with absent numbers that have no reason, or were received all the same'
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

\echo '6. Regions whose sums over moved sources are not the sums of their rows, and sources that stand twice'
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

\echo '7. Things in quarantine whose state is not that of their ranges'
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
