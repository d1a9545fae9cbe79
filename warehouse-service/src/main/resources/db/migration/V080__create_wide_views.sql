-- Wide analyses over the cubes, never over raw clicks. Made empty, so that this takes no time on a full database; the first
-- refresh fills them. Each has a unique index, which refreshing without holding readers up needs.
create materialized view top_links_mv as
select
    workspace_id,
    link_id,
    clicks,
    humans,
    bots,
    first_day,
    last_day
from (
    select
        workspace_id,
        link_id,
        sum(clicks)::bigint as clicks,
        coalesce(sum(clicks) filter (where verdict = 1), 0)::bigint as humans,
        coalesce(sum(clicks) filter (where verdict = 2), 0)::bigint as bots,
        (min(bucket_at) at time zone 'UTC')::date as first_day,
        (max(bucket_at) at time zone 'UTC')::date as last_day,
        row_number() over (partition by workspace_id order by sum(clicks) desc, link_id) as place
    from clicks_by_link_1d
    where bucket_at >= (date_trunc('day', now() at time zone 'UTC') - interval '29 days') at time zone 'UTC'
    group by workspace_id, link_id) as ranked
where place <= 10000
with no data;

create unique index top_links_mv_key on top_links_mv (workspace_id, link_id);

comment on materialized view top_links_mv is 'The 10,000 links of each workspace that got most clicks in the last 30 days in UTC, today among them.';

create materialized view country_device_hours_mv as
select
    workspace_id,
    date_trunc('month', bucket_at, 'UTC') as bucket_at,
    (extract(isodow from bucket_at at time zone 'UTC')::integer * 24 - 24
        + extract(hour from bucket_at at time zone 'UTC')::integer)::smallint as hour_of_week,
    device,
    verdict,
    region,
    country,
    sum(clicks)::bigint as clicks
from clicks_by_country_1h
where bucket_at >= (date_trunc('month', now() at time zone 'UTC') - interval '12 months') at time zone 'UTC'
group by 1, 2, 3, 4, 5, 6, 7
with no data;

create unique index country_device_hours_mv_key
    on country_device_hours_mv (workspace_id, bucket_at, hour_of_week, country, device, verdict, region);

comment on materialized view country_device_hours_mv is 'Clicks by country, device and hour of the week (Monday 00:00 is 0) of each month of the last 13, all in UTC.';

create materialized view placements_mv as
select
    workspace_id,
    date_trunc('month', bucket_at, 'UTC') as bucket_at,
    traffic_source_id,
    campaign_id,
    sub_no,
    placement,
    sum(clicks)::bigint as clicks,
    coalesce(sum(clicks) filter (where verdict = 1), 0)::bigint as humans,
    coalesce(sum(clicks) filter (where verdict = 2), 0)::bigint as bots
from clicks_by_placement_1d
where bucket_at >= (date_trunc('month', now() at time zone 'UTC') - interval '3 months') at time zone 'UTC'
group by 1, 2, 3, 4, 5, 6
with no data;

create unique index placements_mv_key
    on placements_mv (workspace_id, bucket_at, campaign_id, traffic_source_id, sub_no, placement);

comment on materialized view placements_mv is 'Clicks by traffic source, campaign and value of a sub parameter, of this month and the three before in UTC: 90 days at least.';

create materialized view visitors_mv as
with days as materialized (
    select
        workspace_id,
        (bucket_at at time zone 'UTC')::date as day,
        campaign_id,
        hll_union_agg(visitors) as visitors,
        hll_union_agg(visitors) filter (where verdict = 1) as humans
    from visitors_by_campaign_1d
    where bucket_at >= (date_trunc('month', now() at time zone 'UTC') - interval '12 months') at time zone 'UTC'
    group by 1, 2, 3),
today as (
    select (now() at time zone 'UTC')::date as today)
select
    workspace_id,
    grain,
    starts_on,
    is_whole,
    case when is_whole then 0 else campaign_id end as campaign_id,
    round(hll_cardinality(hll_union_agg(visitors)))::bigint as visitors,
    coalesce(round(hll_cardinality(hll_union_agg(humans))), 0)::bigint as humans,
    hll_union_agg(visitors) as sketch
from days
    cross join today
    cross join lateral (
        values
            ('day', day, today - 34),
            ('week', date_trunc('week', day)::date, date_trunc('week', today)::date - 91),
            ('month', date_trunc('month', day)::date, '-infinity'::date)) as period (grain, starts_on, since)
    cross join (
        values
            (false),
            (true)) as scope (is_whole)
where starts_on >= since
group by 1, 2, 3, 4, 5
with no data;

create unique index visitors_mv_key on visitors_mv (workspace_id, grain, starts_on, is_whole, campaign_id);

comment on materialized view visitors_mv is 'Visitors of workspaces and campaigns by day (35), week (14) and month (13), in UTC; weeks begin on Monday.';

create table mv_states (
    name text primary key check (name ~ '^[a-z_]{1,40}$'),
    refreshed_at timestamptz,
    snapshot_at timestamptz,
    took interval,
    rows bigint,
    failed_at timestamptz,
    failure text,
    check ((refreshed_at is null) = (snapshot_at is null)),
    check ((failed_at is null) = (failure is null))
);

comment on table mv_states is 'How old each materialized view is, what its last refresh took, and why one failed.';
comment on column mv_states.name is 'The view''s name without _mv.';
comment on column mv_states.refreshed_at is 'When the last refresh that succeeded ended; null before the first.';
comment on column mv_states.snapshot_at is 'When it began: what was counted until then is in the view.';
comment on column mv_states.took is 'How long it took.';
comment on column mv_states.rows is 'Rows of the view.';
comment on column mv_states.failed_at is 'When a refresh failed; null when the last one succeeded. The view keeps what it had.';
comment on column mv_states.failure is 'What Postgres said, with its SQLSTATE.';

insert into mv_states (name)
values
    ('top_links'),
    ('country_device_hours'),
    ('placements'),
    ('visitors');

-- A table of its own: asking must neither wait for a refresh nor get lost in one that has begun.
create table mv_requests (
    name text not null references mv_states (name),
    asked_at timestamptz not null default now()
);

comment on table mv_requests is 'Refreshes that were asked for out of turn and not begun.';

-- Written in the snapshot of the refresh: a day whose row in rollup_days still says the same hasn't changed since.
create table mv_days (
    name text not null references mv_states (name),
    day date not null,
    changed_at timestamptz not null,
    primary key (name, day)
);

comment on table mv_days is 'Days that a materialized view counts whole, as of which change of the cubes.';
comment on column mv_days.changed_at is 'As in rollup_days when the view was refreshed.';
