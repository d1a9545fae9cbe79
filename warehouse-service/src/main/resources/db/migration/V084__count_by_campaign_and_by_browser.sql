-- Narrow cubes for frequent questions, folded from the deltas of wider ones: a report adds up few cells instead of hundreds.
-- They have no quarters of an hour; who asks for these reads the wider cube.

-- An instance of the version before knows nothing of them. With another name of what it sets last, its folds fail whole and leave
-- the deltas to this version; this comes first, so that no such fold ends while the cubes are filled.
alter table rollup_fold rename column took_ms to took_millis;

create table clicks_by_campaign_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, verdict, region)
)
partition by range (bucket_at);

create table clicks_by_campaign_1d (like clicks_by_campaign_1h including all)
with (fillfactor = 80);

create table clicks_by_campaign_1mo (like clicks_by_campaign_1h including all)
with (fillfactor = 80);

comment on table clicks_by_campaign_1h is 'Clicks by campaign, per hour in UTC.';
comment on table clicks_by_campaign_1d is 'Clicks by campaign, per day in UTC.';
comment on table clicks_by_campaign_1mo is 'Clicks by campaign, per month in UTC.';

create table clicks_by_browser_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, device, os, browser, verdict, region)
)
partition by range (bucket_at);

create table clicks_by_browser_1d (like clicks_by_browser_1h including all)
with (fillfactor = 80);

create table clicks_by_browser_1mo (like clicks_by_browser_1h including all)
with (fillfactor = 80);

comment on table clicks_by_browser_1h is 'Clicks by device, system and browser, per hour in UTC.';
comment on table clicks_by_browser_1d is 'Clicks by device, system and browser, per day in UTC.';
comment on table clicks_by_browser_1mo is 'Clicks by device, system and browser, per month in UTC.';

create table costs_by_campaign_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, currency, verdict, region)
)
partition by range (bucket_at);

create table costs_by_campaign_1d (like costs_by_campaign_1h including all)
with (fillfactor = 80);

create table costs_by_campaign_1mo (like costs_by_campaign_1h including all)
with (fillfactor = 80);

comment on table costs_by_campaign_1h is 'What clicks cost by campaign and currency, per hour in UTC.';
comment on table costs_by_campaign_1d is 'What clicks cost by campaign and currency, per day in UTC.';
comment on table costs_by_campaign_1mo is 'What clicks cost by campaign and currency, per month in UTC.';

do $$
declare
    cube record;
    made record;
    span text;
begin
    for cube in
        select *
        from (values
            ('clicks_by_campaign', 'clicks_by_link', 'campaign_id', 'clicks', 'sum(clicks)'),
            ('clicks_by_browser', 'clicks_by_agent', 'device, os, browser', 'clicks', 'sum(clicks)'),
            ('costs_by_campaign', 'costs_by_link', 'campaign_id, currency', 'clicks, cost_micros', 'sum(clicks), sum(cost_micros)')
        ) as cubes (narrow, wide, dimensions, measures, sums)
    loop
        for made in
            select month
            from rollup_months
            where rollup_months.span = '1h'
              and state = 'kept'
        loop
            execute format(
                'create table %I partition of %I for values from (%L) to (%L) with (fillfactor = 80)',
                cube.narrow || '_1h_p' || to_char(made.month, 'YYYYMM'),
                cube.narrow || '_1h',
                made.month::timestamp at time zone 'UTC',
                (made.month + interval '1 month') at time zone 'UTC');
        end loop;
        foreach span in array array['1h', '1d', '1mo']
        loop
            execute format(
                'insert into %I (bucket_at, workspace_id, verdict, region, %s, %s)
                 select bucket_at, workspace_id, verdict, region, %s, %s
                 from %I
                 group by bucket_at, workspace_id, verdict, region, %s',
                cube.narrow || '_' || span, cube.dimensions, cube.measures,
                cube.dimensions, cube.sums,
                cube.wide || '_' || span,
                cube.dimensions);
        end loop;
    end loop;
end
$$;
