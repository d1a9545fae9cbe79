-- The narrowest cubes: split neither by verdict nor by region, with the clicks of bots beside all. A question over a year that asks
-- for neither has a twentieth of the cells to add up.

-- An instance of the version before knows nothing of them. Its folds fail whole and leave the deltas to this version: what it tells
-- of a fold is refused, and so is a month for which it made no partitions of these cubes. It reads both as before. The cubes are
-- filled by a migration of their own, so that none of its folds ends meanwhile and none waits for it.
alter table rollup_fold
alter column took_millis drop not null,
add column lasted_millis bigint not null default 0;

update rollup_fold
set
    lasted_millis = took_millis,
    took_millis = null;

alter table rollup_fold
add check (took_millis is null);

comment on column rollup_fold.took_millis is 'Was set by earlier versions; lasted_millis tells it now.';

alter table rollup_months
add column cubes integer not null default 21;

alter table rollup_months
alter column cubes drop default;

comment on column rollup_months.cubes is 'Of how many cubes the month has partitions.';

create table clicks_all_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    bots bigint not null check (bots between 0 and clicks),
    workspace_id integer not null,
    primary key (workspace_id, bucket_at)
)
partition by range (bucket_at);

create table clicks_all_1h (like clicks_all_15m including all)
partition by range (bucket_at);

create table clicks_all_1d (like clicks_all_15m including all)
with (fillfactor = 80);

create table clicks_all_1mo (like clicks_all_15m including all)
with (fillfactor = 80);

comment on table clicks_all_15m is 'All clicks of whatever verdict and region, per quarter of an hour in UTC.';
comment on table clicks_all_1h is 'All clicks of whatever verdict and region, per hour in UTC.';
comment on table clicks_all_1d is 'All clicks of whatever verdict and region, per day in UTC.';
comment on table clicks_all_1mo is 'All clicks of whatever verdict and region, per month in UTC.';

create table clicks_all_by_link_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    bots bigint not null check (bots between 0 and clicks),
    workspace_id integer not null,
    link_id integer not null,
    primary key (workspace_id, bucket_at, link_id)
)
partition by range (bucket_at);

create table clicks_all_by_link_1d (like clicks_all_by_link_1h including all)
with (fillfactor = 80);

create table clicks_all_by_link_1mo (like clicks_all_by_link_1h including all)
with (fillfactor = 80);

comment on table clicks_all_by_link_1h is 'Clicks of whatever verdict and region by link, per hour in UTC.';
comment on table clicks_all_by_link_1d is 'Clicks of whatever verdict and region by link, per day in UTC.';
comment on table clicks_all_by_link_1mo is 'Clicks of whatever verdict and region by link, per month in UTC.';

create table clicks_all_by_country_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    bots bigint not null check (bots between 0 and clicks),
    workspace_id integer not null,
    country text not null,
    primary key (workspace_id, bucket_at, country)
)
partition by range (bucket_at);

create table clicks_all_by_country_1d (like clicks_all_by_country_1h including all)
with (fillfactor = 80);

create table clicks_all_by_country_1mo (like clicks_all_by_country_1h including all)
with (fillfactor = 80);

comment on table clicks_all_by_country_1h is 'Clicks of whatever verdict and region by country, per hour in UTC.';
comment on table clicks_all_by_country_1d is 'Clicks of whatever verdict and region by country, per day in UTC.';
comment on table clicks_all_by_country_1mo is 'Clicks of whatever verdict and region by country, per month in UTC.';

create table clicks_all_by_campaign_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    bots bigint not null check (bots between 0 and clicks),
    workspace_id integer not null,
    campaign_id integer not null,
    primary key (workspace_id, bucket_at, campaign_id)
)
partition by range (bucket_at);

create table clicks_all_by_campaign_1d (like clicks_all_by_campaign_1h including all)
with (fillfactor = 80);

create table clicks_all_by_campaign_1mo (like clicks_all_by_campaign_1h including all)
with (fillfactor = 80);

comment on table clicks_all_by_campaign_1h is 'Clicks of whatever verdict and region by campaign, per hour in UTC.';
comment on table clicks_all_by_campaign_1d is 'Clicks of whatever verdict and region by campaign, per day in UTC.';
comment on table clicks_all_by_campaign_1mo is 'Clicks of whatever verdict and region by campaign, per month in UTC.';

create table clicks_all_by_browser_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    bots bigint not null check (bots between 0 and clicks),
    workspace_id integer not null,
    device smallint not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, device, os, browser)
)
partition by range (bucket_at);

create table clicks_all_by_browser_1d (like clicks_all_by_browser_1h including all)
with (fillfactor = 80);

create table clicks_all_by_browser_1mo (like clicks_all_by_browser_1h including all)
with (fillfactor = 80);

comment on table clicks_all_by_browser_1h is 'Clicks of whatever verdict and region by device, system and browser, per hour in UTC.';
comment on table clicks_all_by_browser_1d is 'Clicks of whatever verdict and region by device, system and browser, per day in UTC.';
comment on table clicks_all_by_browser_1mo is 'Clicks of whatever verdict and region by device, system and browser, per month in UTC.';

create table costs_all_by_campaign_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, currency)
)
partition by range (bucket_at);

create table costs_all_by_campaign_1d (like costs_all_by_campaign_1h including all)
with (fillfactor = 80);

create table costs_all_by_campaign_1mo (like costs_all_by_campaign_1h including all)
with (fillfactor = 80);

comment on table costs_all_by_campaign_1h is 'What clicks of whatever verdict and region cost by campaign and currency, per hour in UTC.';
comment on table costs_all_by_campaign_1d is 'What clicks of whatever verdict and region cost by campaign and currency, per day in UTC.';
comment on table costs_all_by_campaign_1mo is 'What clicks of whatever verdict and region cost by campaign and currency, per month in UTC.';

create table visitors_all_1h (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at)
)
partition by range (bucket_at);

create table visitors_all_1d (like visitors_all_1h including all)
with (fillfactor = 80);

comment on table visitors_all_1h is 'Visitors of whatever verdict and region, per hour in UTC.';
comment on table visitors_all_1d is 'Visitors of whatever verdict and region, per day in UTC.';

do $$
declare
    made record;
begin
    for made in
        select
            cube,
            span,
            month
        from rollup_months
            cross join unnest(array[
                'clicks_all', 'clicks_all_by_link', 'clicks_all_by_country', 'clicks_all_by_campaign', 'clicks_all_by_browser',
                'costs_all_by_campaign', 'visitors_all']) as cube
        where state = 'kept'
          and (span = '1h' or cube = 'clicks_all')
    loop
        execute format(
            'create table %I partition of %I for values from (%L) to (%L) with (fillfactor = 80)',
            made.cube || '_' || made.span || '_p' || to_char(made.month, 'YYYYMM'),
            made.cube || '_' || made.span,
            made.month::timestamp at time zone 'UTC',
            (made.month + interval '1 month') at time zone 'UTC');
    end loop;
end
$$;
