-- A day's partition is closed before it is detached; from then on nothing is stored in it or counted for it.
create table partition_state (
    day date not null,
    table_name text not null check (table_name in ('clicks', 'watermarks')),
    state text not null default 'open' check (state in ('open', 'closed')),
    created_at timestamptz not null default now(),
    closed_at timestamptz,
    primary key (day, table_name),
    check ((state = 'closed') = (closed_at is not null))
);

comment on table partition_state is 'Which daily partitions exist and whether they still take rows.';
comment on column partition_state.day is 'Day in UTC.';
comment on column partition_state.table_name is 'The partitioned table.';
comment on column partition_state.state is 'open: takes rows; closed: never again.';
comment on column partition_state.created_at is 'When the partition was made.';
comment on column partition_state.closed_at is 'When it was closed.';
