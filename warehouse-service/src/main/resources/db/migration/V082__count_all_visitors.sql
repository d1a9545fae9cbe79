-- All visitors of a workspace, folded from the deltas by country: a report by day unites few sketches instead of hundreds.
-- An instance of the version before that still folds leaves its hours out; the check of the cubes tells, and a recount mends them.
create table visitors_total_1h (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
partition by range (bucket_at);

comment on table visitors_total_1h is 'All visitors, per hour in UTC.';

create table visitors_total_1d (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
with (fillfactor = 80);

comment on table visitors_total_1d is 'All visitors, per day in UTC.';

do $$
declare
    made record;
begin
    for made in
        select month
        from rollup_months
        where span = '1h'
          and state = 'kept'
    loop
        execute format(
            'create table %I partition of visitors_total_1h for values from (%L) to (%L) with (fillfactor = 80)',
            'visitors_total_1h_p' || to_char(made.month, 'YYYYMM'),
            made.month::timestamp at time zone 'UTC',
            (made.month + interval '1 month') at time zone 'UTC');
    end loop;
end
$$;

insert into visitors_total_1h (bucket_at, workspace_id, verdict, region, visitors)
select bucket_at, workspace_id, verdict, region, hll_union_agg(visitors)
from visitors_by_country_1h
group by bucket_at, workspace_id, verdict, region;

insert into visitors_total_1d (bucket_at, workspace_id, verdict, region, visitors)
select bucket_at, workspace_id, verdict, region, hll_union_agg(visitors)
from visitors_by_country_1d
group by bucket_at, workspace_id, verdict, region;
