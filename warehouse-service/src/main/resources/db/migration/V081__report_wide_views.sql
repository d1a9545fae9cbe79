create view reporting.top_links with (security_barrier) as
select
    coalesce(workspaces.slug, '') as workspace,
    coalesce(links.slug, '') as link,
    coalesce(links.domain, '') as domain,
    coalesce(campaigns.slug, '') as campaign,
    top.clicks,
    top.humans,
    top.bots,
    round(top.bots::numeric / top.clicks, 4) as bots_share,
    top.first_day,
    top.last_day,
    states.snapshot_at as refreshed_at
from top_links_mv as top
    join mv_states as states on states.name = 'top_links'
    left join links using (link_id)
    left join campaigns on campaigns.campaign_id = links.campaign_id
    left join workspaces on workspaces.workspace_id = top.workspace_id
where (select reporting.visible_workspace()) in (0, top.workspace_id);

comment on view reporting.top_links is 'The 10,000 links of each workspace that got most clicks in the last 30 days in UTC, today among them.';
comment on column reporting.top_links.workspace is 'Slug of the workspace that owns the link.';
comment on column reporting.top_links.link is 'Slug of the link; an archived link keeps it.';
comment on column reporting.top_links.domain is 'Domain the link answers on; * for any.';
comment on column reporting.top_links.campaign is 'Slug of the campaign the link belongs to now.';
comment on column reporting.top_links.clicks is 'All clicks, whatever their verdict.';
comment on column reporting.top_links.humans is 'Clicks with the verdict human.';
comment on column reporting.top_links.bots is 'Clicks with the verdict bot.';
comment on column reporting.top_links.bots_share is 'bots divided by clicks, from 0 to 1, four digits.';
comment on column reporting.top_links.first_day is 'First of these days with a click, in UTC.';
comment on column reporting.top_links.last_day is 'Last of these days with a click, in UTC.';
comment on column reporting.top_links.refreshed_at is 'As of when this was counted.';

create view reporting.country_device_hours with (security_barrier) as
select
    coalesce(workspaces.slug, '') as workspace,
    (hours.bucket_at at time zone 'UTC')::date as month,
    hours.hour_of_week,
    (hours.hour_of_week / 24 + 1)::smallint as day_of_week,
    (hours.hour_of_week % 24)::smallint as hour_of_day,
    hours.region,
    hours.country,
    case hours.device
        when 1 then 'desktop'
        when 2 then 'mobile'
        when 3 then 'tablet'
        when 4 then 'tv'
        when 5 then 'console'
        when 6 then 'bot'
        else 'other'
    end as device,
    case hours.verdict
        when 1 then 'human'
        when 2 then 'bot'
        when 3 then 'suspect'
        when 4 then 'preview'
        else 'unknown'
    end as verdict,
    hours.clicks,
    states.snapshot_at as refreshed_at
from country_device_hours_mv as hours
    join mv_states as states on states.name = 'country_device_hours'
    left join workspaces using (workspace_id)
where (select reporting.visible_workspace()) in (0, hours.workspace_id);

comment on view reporting.country_device_hours is 'Clicks by country, device and hour of the week of each month of the last 13, all in UTC.';
comment on column reporting.country_device_hours.workspace is 'Slug of the workspace.';
comment on column reporting.country_device_hours.month is 'First day of the month.';
comment on column reporting.country_device_hours.hour_of_week is 'From 0, Monday 00:00 to 01:00, to 167.';
comment on column reporting.country_device_hours.day_of_week is 'From 1, Monday, to 7, Sunday.';
comment on column reporting.country_device_hours.hour_of_day is 'From 0 to 23.';
comment on column reporting.country_device_hours.region is 'Region that recorded the clicks, e.g. eu.';
comment on column reporting.country_device_hours.country is 'ISO 3166-1 alpha-2, upper case; empty when not known.';
comment on column reporting.country_device_hours.device is 'Kind of device: desktop, mobile, tablet, tv, console, bot or other.';
comment on column reporting.country_device_hours.verdict is 'human, bot, suspect or preview; unknown when the edge gave none.';
comment on column reporting.country_device_hours.clicks is 'Clicks of that month in this hour of all its weeks.';
comment on column reporting.country_device_hours.refreshed_at is 'As of when this was counted.';

create view reporting.placements with (security_barrier) as
select
    coalesce(workspaces.slug, '') as workspace,
    (counted.bucket_at at time zone 'UTC')::date as month,
    coalesce(traffic_sources.slug, '') as traffic_source,
    coalesce(campaigns.slug, '') as campaign,
    'sub' || counted.sub_no as sub,
    counted.placement,
    counted.clicks,
    counted.humans,
    counted.bots,
    round(counted.bots::numeric / counted.clicks, 4) as bots_share,
    states.snapshot_at as refreshed_at
from placements_mv as counted
    join mv_states as states on states.name = 'placements'
    left join campaigns using (campaign_id)
    left join traffic_sources on traffic_sources.source_id = counted.traffic_source_id
    left join workspaces on workspaces.workspace_id = counted.workspace_id
where (select reporting.visible_workspace()) in (0, counted.workspace_id);

comment on view reporting.placements is 'Clicks by traffic source, campaign and value of a sub parameter, of this month and the three before in UTC.';
comment on column reporting.placements.workspace is 'Slug of the workspace.';
comment on column reporting.placements.month is 'First day of the month.';
comment on column reporting.placements.traffic_source is 'Slug of the traffic source of the campaign at the time of the click; empty when none.';
comment on column reporting.placements.campaign is 'Slug of the campaign; an archived one keeps it.';
comment on column reporting.placements.sub is 'The parameter: sub1 to sub10. A click counts once for each that it has.';
comment on column reporting.placements.placement is 'Its value; empty for values that are too long or too many to be counted one by one.';
comment on column reporting.placements.clicks is 'All clicks, whatever their verdict.';
comment on column reporting.placements.humans is 'Clicks with the verdict human.';
comment on column reporting.placements.bots is 'Clicks with the verdict bot.';
comment on column reporting.placements.bots_share is 'bots divided by clicks, from 0 to 1, four digits.';
comment on column reporting.placements.refreshed_at is 'As of when this was counted.';

create view reporting.visitors with (security_barrier) as
select
    coalesce(workspaces.slug, '') as workspace,
    counted.grain,
    counted.starts_on,
    case when not counted.is_whole then coalesce(campaigns.slug, '') end as campaign,
    counted.visitors,
    counted.humans,
    states.snapshot_at as refreshed_at
from visitors_mv as counted
    join mv_states as states on states.name = 'visitors'
    left join campaigns using (campaign_id)
    left join workspaces on workspaces.workspace_id = counted.workspace_id
where (select reporting.visible_workspace()) in (0, counted.workspace_id);

comment on view reporting.visitors is 'Estimated visitors of workspaces and campaigns by day, week and month in UTC; ask for one grain at a time.';
comment on column reporting.visitors.workspace is 'Slug of the workspace.';
comment on column reporting.visitors.grain is 'day (35 of them), week (14) or month (13).';
comment on column reporting.visitors.starts_on is 'First day of it; weeks begin on Monday.';
comment on column reporting.visitors.campaign is 'Slug of the campaign; null in the row of the whole workspace, whose visitors may be those of several campaigns.';
comment on column reporting.visitors.visitors is 'Estimate of how many visitors clicked, whatever the verdict. Whose pseudonym changed in between counts anew.';
comment on column reporting.visitors.humans is 'The same of clicks with the verdict human.';
comment on column reporting.visitors.refreshed_at is 'As of when this was counted.';

-- The roles belong to the installation; a database without them is served all the same.
do $$
declare
    reader text;
begin
    for reader in
        select rolname
        from pg_roles
        where rolname in ('reporting', 'reporting_api')
    loop
        execute format(
            'grant select on reporting.top_links, reporting.country_device_hours, reporting.placements, reporting.visitors to %I',
            reader);
    end loop;
end
$$;
