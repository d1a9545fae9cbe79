-- What the views of the schema reporting answer at once; each says in refreshed_at how old it is.
--
--   psql "$REPORTING_URL" -X -f docs/sql/views.sql
--
-- A login of one workspace sees its rows only, the others see all.
\set ON_ERROR_STOP on

\echo 'Links with most clicks of the last 30 days, and how many of them were bots'
select
    link,
    campaign,
    clicks,
    bots_share,
    last_day
from reporting.top_links
order by clicks desc
limit 20;

\echo 'Best hours of the week for people on phones, by country, last month (UTC)'
select
    country,
    day_of_week,
    hour_of_day,
    sum(clicks) as clicks
from reporting.country_device_hours
where month = date_trunc('month', now() at time zone 'UTC')::date - interval '1 month'
  and device = 'mobile'
  and verdict = 'human'
group by country, day_of_week, hour_of_day
order by clicks desc
limit 20;

\echo 'Placements that bring bots; the empty one is what was too rare or too long to be counted on its own'
select
    traffic_source,
    campaign,
    sub,
    placement,
    sum(clicks) as clicks,
    round(sum(bots) / sum(clicks), 4) as bots_share
from reporting.placements
group by traffic_source, campaign, sub, placement
having sum(clicks) >= 100
order by bots_share desc, clicks desc
limit 20;

\echo 'Visitors by week: ask for one grain, and either for whole workspaces (campaign is null) or for campaigns'
select
    workspace,
    starts_on,
    visitors,
    humans
from reporting.visitors
where grain = 'week'
  and campaign is null
order by workspace, starts_on;
