-- The books: one row per source. Fillfactor 50 keeps the frequent updates of a row on its own page.
create table edge_ledger (
    source_no integer generated always as identity primary key,
    source_id bigint not null unique,
    region text not null check (region ~ '^[a-z0-9-]{1,32}$'),
    edge text not null default '',
    started_at timestamptz,
    state text not null default 'open' check (state in ('open', 'draining', 'closed', 'ended')),
    received int8multirange not null default '{}',
    absent int8multirange not null default '{}',
    declared bigint not null default 0 check (declared >= 0),
    watermark_seq bigint not null default 0 check (watermark_seq >= 0),
    time_through timestamptz,
    complete_to timestamptz,
    spooled int8multirange not null default '{}',
    unrecorded int8multirange not null default '{}',
    config_version bigint,
    config_applied_at timestamptz,
    last_watermark_at timestamptz,
    first_seen_at timestamptz not null default now(),
    stored_clicks bigint not null default 0 check (stored_clicks >= 0),
    stored_watermarks bigint not null default 0 check (stored_watermarks >= 0),
    quarantined bigint not null default 0 check (quarantined >= 0),
    duplicates bigint not null default 0 check (duplicates >= 0),
    missing bigint not null default 0 check (missing >= 0),
    in_flight bigint not null default 0 check (in_flight >= 0)
)
with (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0.0,
    autovacuum_vacuum_threshold = 500
);

create index edge_ledger_by_region on edge_ledger (region, state);

comment on table edge_ledger is 'The books: what was received of each source, so that every event is stored exactly once and every gap is known. A source is one event loop of one start of an edge.';
comment on column edge_ledger.source_no is 'Short number of the source; each stored event carries it.';
comment on column edge_ledger.source_id is 'The 64 random bits of the source, as a signed number.';
comment on column edge_ledger.region is 'Region whose forwarder sent the first batch of the source.';
comment on column edge_ledger.edge is 'Label of the edge process; empty before its first watermark.';
comment on column edge_ledger.started_at is 'When the edge started, by its own clock.';
comment on column edge_ledger.state is 'open, draining, closed (said its last word) or ended (died without one; its successor vouches that nothing more comes).';
comment on column edge_ledger.received is 'Sequence numbers that are stored or in quarantine.';
comment on column edge_ledger.absent is 'Sequence numbers refused for good: counted, never stored by a replay.';
comment on column edge_ledger.declared is 'The source gave out every number up to here.';
comment on column edge_ledger.watermark_seq is 'Number of the newest watermark received.';
comment on column edge_ledger.time_through is 'Of the newest watermark: no later event of the source is earlier.';
comment on column edge_ledger.complete_to is 'Everything the source recorded before this moment is in the books.';
comment on column edge_ledger.spooled is 'Of the newest watermark: numbers that lie in the edge''s spool and will still come.';
comment on column edge_ledger.unrecorded is 'Of the newest watermark: numbers that could be written nowhere.';
comment on column edge_ledger.config_version is 'Version of the link configuration that the edge runs.';
comment on column edge_ledger.config_applied_at is 'Since when it runs that version, by its own clock.';
comment on column edge_ledger.last_watermark_at is 'When the newest watermark was stored, by the clock of the centre.';
comment on column edge_ledger.first_seen_at is 'When the centre heard of the source.';
comment on column edge_ledger.stored_clicks is 'Rows in clicks.';
comment on column edge_ledger.stored_watermarks is 'Rows in watermarks.';
comment on column edge_ledger.quarantined is 'Events that lie in quarantine.';
comment on column edge_ledger.duplicates is 'Events that came again and were dropped.';
comment on column edge_ledger.missing is 'Numbers up to declared that are neither received nor absent nor known to lie in the edge''s spool.';
comment on column edge_ledger.in_flight is 'Numbers up to declared that are not received yet and lie in the edge''s spool.';
