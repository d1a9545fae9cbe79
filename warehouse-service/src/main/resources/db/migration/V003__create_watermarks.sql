-- A source's own word on how far it is; one each second and source. Kept so that the books can be rebuilt.
create table watermarks (
    occurred_at timestamptz not null,
    seq bigint not null check (seq > 0),
    event_id uuid not null,
    seq_through bigint not null check (seq_through >= 0),
    time_through timestamptz not null,
    config_applied_at timestamptz,
    config_version bigint not null check (config_version >= 0),
    source_no integer not null,
    state text not null check (state in ('open', 'draining', 'closed')),
    spooled int8multirange not null,
    unrecorded int8multirange not null,
    ended_sources bigint[] not null
)
partition by range (occurred_at);

create index watermarks_by_time on watermarks using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);

comment on table watermarks is 'What each source said of itself, second by second. Daily partitions watermarks_pYYYYMMDD in UTC.';
comment on column watermarks.occurred_at is 'Time of the event id.';
comment on column watermarks.seq is 'Place of the watermark among the events of its source.';
comment on column watermarks.event_id is 'Id of the event, UUID version 7.';
comment on column watermarks.seq_through is 'The source gave out every number up to here.';
comment on column watermarks.time_through is 'No later event of the source is earlier.';
comment on column watermarks.config_applied_at is 'Since when the edge runs its link configuration.';
comment on column watermarks.config_version is 'Version of the link configuration that the edge runs; 0 for none.';
comment on column watermarks.source_no is 'The source, see edge_ledger.';
comment on column watermarks.state is 'open, draining or closed.';
comment on column watermarks.spooled is 'Numbers that lie in the edge''s spool.';
comment on column watermarks.unrecorded is 'Numbers that could be written nowhere.';
comment on column watermarks.ended_sources is 'Ids of sources that ended without a last word and of which nothing more comes.';
