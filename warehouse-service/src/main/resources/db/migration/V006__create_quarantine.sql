-- What could not be stored, whole, with the reason. The ranges stand apart because one batch holds events of many sources.
create table quarantine (
    quarantine_id bigint generated always as identity primary key,
    fingerprint bytea not null unique check (length(fingerprint) = 32),
    region text not null,
    batch_id uuid,
    source_id bigint,
    first_seq bigint check (first_seq > 0),
    n integer not null check (n >= 0),
    cause text not null check (cause ~ '^[a-z0-9-]{1,40}$'),
    detail text not null,
    bytes bytea not null,
    headers jsonb not null,
    state text not null default 'kept' check (state in ('kept', 'healed')),
    deliveries integer not null default 1 check (deliveries > 0),
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now()
);

create index quarantine_by_time on quarantine (first_seen_at);

comment on table quarantine is 'Batches and events that could not be stored, as they came, with the reason.';
comment on column quarantine.fingerprint is 'SHA-256 of what came: the same thing delivered again is counted, not kept twice.';
comment on column quarantine.region is 'Region it came from; empty when not known.';
comment on column quarantine.batch_id is 'Batch it came in; null when not readable.';
comment on column quarantine.source_id is 'Source of a single event, as a signed number; null for a whole message.';
comment on column quarantine.first_seq is 'Sequence number of a single event; null for a whole message.';
comment on column quarantine.n is 'Number of events, as far as known.';
comment on column quarantine.cause is 'Why, as a code, e.g. checksum, bad-event, unknown-kind, too-old.';
comment on column quarantine.detail is 'Why, in words.';
comment on column quarantine.bytes is 'Body of the message, or the bytes of the event.';
comment on column quarantine.headers is 'Headers of the message it came in.';
comment on column quarantine.state is 'kept, or healed when all of its events were stored later from another copy.';
comment on column quarantine.deliveries is 'How often it came.';
comment on column quarantine.first_seen_at is 'When it came first.';
comment on column quarantine.last_seen_at is 'When it came last.';

create table quarantine_ranges (
    quarantine_id bigint not null references quarantine on delete cascade,
    source_no integer not null references edge_ledger,
    seqs int8multirange not null,
    primary key (quarantine_id, source_no)
);

create index quarantine_ranges_by_source on quarantine_ranges (source_no);

comment on table quarantine_ranges is 'Which events of which source lie in quarantine.';
comment on column quarantine_ranges.quarantine_id is 'The thing in quarantine.';
comment on column quarantine_ranges.source_no is 'The source, see edge_ledger.';
comment on column quarantine_ranges.seqs is 'Its sequence numbers that lie there and nowhere else.';
