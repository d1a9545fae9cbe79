-- What the system survived, newest thousand: a list for people, no log.
create table faults (
    fault_id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    region text not null,
    part text not null,
    kind text not null check (kind ~ '^[a-z-]{1,40}$'),
    detail text not null,
    healed_at timestamptz
);

comment on table faults is 'Faults the system survived: lost connections, crashed edges, dropped duplicates, quarantined batches.';
comment on column faults.at is 'When it began.';
comment on column faults.region is 'Region it concerns, or centre.';
comment on column faults.part is 'Part it concerns: edge, forwarder, broker, postgres, warehouse.';
comment on column faults.kind is 'What happened, as a code.';
comment on column faults.detail is 'What happened, in words.';
comment on column faults.healed_at is 'When it was over; null while it lasts.';
