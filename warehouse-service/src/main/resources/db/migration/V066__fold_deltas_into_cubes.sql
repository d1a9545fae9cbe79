-- The fine spans are partitioned by month; a month that was dropped for its age takes no cells any more.
create table rollup_months (
    span text not null check (span in ('15m', '1h')),
    month date not null check (extract(day from month) = 1),
    state text not null default 'kept' check (state in ('kept', 'dropped')),
    primary key (span, month)
);

comment on table rollup_months is 'Months of the cubes'' partitions by quarter of an hour and by hour, all cubes alike.';
comment on column rollup_months.state is 'dropped: its cells of this span are gone, coarser ones and raw clicks may be there.';

create table rollup_fold (
    is_only boolean primary key default true check (is_only),
    folded_at timestamptz,
    deltas bigint not null default 0,
    took_ms bigint not null default 0
);

comment on table rollup_fold is 'The last fold of rollup_deltas into the cubes that found any; one row.';

insert into rollup_fold (is_only)
values (true);

create table rollup_checks (
    checked_at timestamptz primary key default now(),
    buckets integer not null,
    cells bigint not null,
    drifted bigint not null,
    detail text not null
);

comment on table rollup_checks is 'What comparing random buckets of the cubes with the raw clicks found, kept 400 days.';
comment on column rollup_checks.cells is 'Cells that were compared.';
comment on column rollup_checks.drifted is 'Cells that differed; detail names the first of them.';

create view clicks_per_minute as
select
    minute_at,
    region,
    clicks
from clicks_1m
union all
select
    bucket_at,
    region,
    clicks
from rollup_deltas
where cube = 11;

comment on view clicks_per_minute is 'Clicks of the last two days by minute and region; a minute may have several rows, so sum them up.';
