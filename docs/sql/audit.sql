-- Checks the books against what is stored. Nothing of the warehouse's own code takes part.
--
--   psql "$POSTGRES_URL" -f docs/sql/audit.sql
--
-- Every query lists differences only: no rows is the good answer. It reads every stored event; on a large installation set
-- a first day: psql -v since="'2026-11-01'" ... then sources that began before it are left out. Safe while ingestion runs:
-- it is one snapshot.
\if :{?since}
\else
\set since '''-infinity'''
\endif
begin transaction isolation level repeatable read read only;

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
    l.received - coalesce(s.seqs, '{}') as received_but_nowhere,
    coalesce(s.seqs, '{}') - l.received as stored_but_not_received
from edge_ledger l
    left join lying s using (source_no)
where l.first_seen_at >= :since
  and l.received <> coalesce(s.seqs, '{}');

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
from edge_ledger l
    left join clicks_of c using (source_no)
    left join watermarks_of w using (source_no)
    left join quarantined_of q using (source_no)
where l.first_seen_at >= :since
  and (l.stored_clicks, l.stored_watermarks, l.quarantined)
    is distinct from (coalesce(c.n, 0), coalesce(w.n, 0), coalesce(q.n, 0));

\echo '3. Numbers stored twice'
select source_no, seq, count(*) as times
from (
    select source_no, seq from clicks where occurred_at >= :since
    union all
    select source_no, seq from watermarks where occurred_at >= :since) as events
group by source_no, seq
having count(*) > 1;

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
    from clicks c
        join edge_ledger l using (source_no)
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

\echo 'The books by region: received = stored + quarantined'
select
    region,
    count(*) as sources,
    sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)) as received,
    sum(stored_clicks) as clicks,
    sum(stored_watermarks) as watermarks,
    sum(quarantined) as quarantined,
    sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(absent) as r)) as absent,
    sum(missing) as missing,
    sum(in_flight) as in_flight,
    sum(duplicates) as duplicates_dropped
from edge_ledger
group by region
order by region;

rollback;
