-- A day is closed by moving its partition here: from then on its name leads nowhere, so nothing can be stored in it, whatever a
-- process still believes. Then it is detached, and dropped or kept here.
create schema detached;

comment on schema detached is 'Partitions that are closed: on their way out, or kept for somebody to carry away. No view reads them.';

alter table partition_state
    add column frozen_at timestamptz,
    add column frozen_bytes bigint,
    add column moved_at timestamptz,
    add column detached_at timestamptz,
    add column dropped_at timestamptz,
    add column is_kept boolean not null default false;

comment on column partition_state.frozen_at is 'When its rows were frozen and analysed last; events that come later have it done again.';
comment on column partition_state.frozen_bytes is 'Size of the table then.';
comment on column partition_state.moved_at is 'When it was moved to the slow tablespace.';
comment on column partition_state.detached_at is 'When its rows left the table.';
comment on column partition_state.dropped_at is 'When they were deleted.';
comment on column partition_state.is_kept is 'Whether they stay in the schema detached.';
