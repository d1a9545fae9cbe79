-- What is refused for good gets a reason, sources that are through with get out of the way, clocks are compared.
alter table edge_ledger
    add column written_off int8multirange not null default '{}',
    add column late_after_write_off bigint not null default 0 check (late_after_write_off >= 0),
    add column clock_offset_seconds double precision,
    add column clock_offset_at timestamptz,
    -- Changes once in the life of a source, so the indexes below leave the many updates of a row on its page.
    add column settled_to timestamptz generated always as (
        case
            when state in ('closed', 'ended') and missing = 0 and in_flight = 0
                then coalesce(complete_to, timestamptz '-infinity')
        end) stored;

create index edge_ledger_unsettled on edge_ledger (region) where settled_to is null;
create index edge_ledger_settled on edge_ledger (region, settled_to) where settled_to is not null;

comment on column edge_ledger.written_off is 'Part of absent: numbers that an operator gave up for lost. The rest of absent was discarded from quarantine.';
comment on column edge_ledger.late_after_write_off is 'Events that came after they had been written off and were refused.';
comment on column edge_ledger.clock_offset_seconds is 'Greatest difference of a minute: time a watermark was made by the edge''s clock, less its arrival by the centre''s. Positive: the edge is ahead by at least this. Negative: it is behind by at most this, transport included.';
comment on column edge_ledger.clock_offset_at is 'When that difference was seen, by the clock of the centre.';
comment on column edge_ledger.settled_to is 'Null while something may still come or is missing; then complete_to, or -infinity for a source that never vouched for a moment.';

-- A source that is over and complete for a week, as narrow as it can be kept for ever: a duplicate that comes years later
-- is still recognised, and then the source moves back.
create table ledger_closed (
    source_no integer primary key,
    source_id bigint not null unique,
    region text not null,
    edge text not null,
    started_at timestamptz,
    state text not null check (state in ('closed', 'ended')),
    received int8multirange not null,
    absent int8multirange not null,
    written_off int8multirange not null,
    declared bigint not null,
    watermark_seq bigint not null,
    time_through timestamptz,
    complete_to timestamptz,
    last_watermark_at timestamptz,
    first_seen_at timestamptz not null,
    stored_clicks bigint not null,
    stored_watermarks bigint not null,
    duplicates bigint not null,
    late_after_write_off bigint not null,
    folded_at timestamptz not null default now()
);

comment on table ledger_closed is 'Sources moved out of edge_ledger: over, complete, and nothing of them in quarantine. Columns as there.';
comment on column ledger_closed.folded_at is 'When the source was moved here.';

create table ledger_closed_sums (
    region text primary key,
    sources bigint not null,
    received bigint not null,
    absent bigint not null,
    written_off bigint not null,
    declared bigint not null,
    stored_clicks bigint not null,
    stored_watermarks bigint not null,
    duplicates bigint not null,
    late_after_write_off bigint not null,
    complete_to timestamptz
);

comment on table ledger_closed_sums is 'Sums over ledger_closed per region, changed in the transaction that moves a source.';
comment on column ledger_closed_sums.complete_to is 'Greatest complete_to of any source that was ever moved.';

create view ledger_all as
select
    source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared, watermark_seq,
    time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks, stored_watermarks, quarantined, duplicates,
    late_after_write_off, missing, in_flight, false as is_folded
from edge_ledger
union all
select
    source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared, watermark_seq,
    time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks, stored_watermarks, 0, duplicates,
    late_after_write_off, 0, 0, true
from ledger_closed;

comment on view ledger_all is 'Every source ever heard of, whether it is still in edge_ledger or was moved to ledger_closed.';

-- Every number in absent stands in exactly one row here.
create table ledger_audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    who text not null,
    action text not null check (action in ('write-off', 'discard')),
    source_no integer,
    region text not null,
    count bigint not null check (count >= 0),
    ranges int8multirange not null,
    reason text not null check (length(reason) between 1 and 500),
    quarantine_id bigint
);

create index ledger_audit_by_source on ledger_audit (source_no);

comment on table ledger_audit is 'Who refused which events for good, and why.';
comment on column ledger_audit.at is 'When.';
comment on column ledger_audit.who is 'Name of the API key.';
comment on column ledger_audit.action is 'write-off: given up for lost; discard: thrown out of quarantine.';
comment on column ledger_audit.source_no is 'The source, see ledger_all; null for something in quarantine whose source nobody could read.';
comment on column ledger_audit.region is 'Region of the source.';
comment on column ledger_audit.count is 'How many numbers became absent.';
comment on column ledger_audit.ranges is 'Which numbers became absent.';
comment on column ledger_audit.reason is 'Why, in the words of whoever did it.';
comment on column ledger_audit.quarantine_id is 'The discarded thing.';
