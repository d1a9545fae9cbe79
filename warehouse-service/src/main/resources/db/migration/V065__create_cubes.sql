-- Counts by quarter of an hour, hour, day and month in UTC, few dimensions each. Storing clicks only appends to rollup_deltas;
-- a fold moves its rows into the cubes every few seconds. A report adds both up, so it is as live and exact as the clicks.
create table rollup_deltas (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint,
    workspace_id integer not null,
    key1 integer not null,
    key2 integer not null,
    key3 integer not null,
    key4 integer not null,
    cube smallint not null check (cube > 0),
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    text1 text not null,
    text2 text not null,
    visitors hll
)
with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

comment on table rollup_deltas is 'What was counted since the last fold, by quarter of an hour, for all cubes.';
comment on column rollup_deltas.cube is 'Number of the cube, see io.clickway.warehouse.rollup.Cube.';
comment on column rollup_deltas.key1 is 'First dimension of the cube that is a number; 0 when there is none. key2 to key4 likewise.';
comment on column rollup_deltas.text1 is 'First dimension of the cube that is a text; empty when there is none. text2 likewise.';
comment on column rollup_deltas.visitors is 'Sketch of the visitors, of the cubes that have one.';

create table clicks_total_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_total_15m is 'All clicks, per quarter of an hour in UTC.';

create table clicks_total_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_total_1h is 'All clicks, per hour in UTC.';

create table clicks_total_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_total_1d is 'All clicks, per day in UTC.';

create table clicks_total_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_total_1mo is 'All clicks, per month in UTC.';

create table clicks_by_link_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_link_15m is 'Clicks by link, per quarter of an hour in UTC.';

create table clicks_by_link_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_link_1h is 'Clicks by link, per hour in UTC.';

create table clicks_by_link_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_link_1d is 'Clicks by link, per day in UTC.';

create table clicks_by_link_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_link_1mo is 'Clicks by link, per month in UTC.';

create table clicks_by_country_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, country, device, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_country_15m is 'Clicks by country and device, per quarter of an hour in UTC.';

create table clicks_by_country_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, country, device, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_country_1h is 'Clicks by country and device, per hour in UTC.';

create table clicks_by_country_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, country, device, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_country_1d is 'Clicks by country and device, per day in UTC.';

create table clicks_by_country_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, country, device, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_country_1mo is 'Clicks by country and device, per month in UTC.';

create table clicks_by_campaign_country_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, campaign_id, country, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_campaign_country_15m is 'Clicks by campaign and country, per quarter of an hour in UTC.';

create table clicks_by_campaign_country_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, campaign_id, country, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_campaign_country_1h is 'Clicks by campaign and country, per hour in UTC.';

create table clicks_by_campaign_country_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, campaign_id, country, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_campaign_country_1d is 'Clicks by campaign and country, per day in UTC.';

create table clicks_by_campaign_country_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    primary key (workspace_id, bucket_at, campaign_id, country, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_campaign_country_1mo is 'Clicks by campaign and country, per month in UTC.';

create table clicks_by_agent_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, campaign_id, device, os, browser, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_agent_15m is 'Clicks by campaign, device, system and browser, per quarter of an hour in UTC.';

create table clicks_by_agent_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, campaign_id, device, os, browser, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_agent_1h is 'Clicks by campaign, device, system and browser, per hour in UTC.';

create table clicks_by_agent_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, campaign_id, device, os, browser, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_agent_1d is 'Clicks by campaign, device, system and browser, per day in UTC.';

create table clicks_by_agent_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    device smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    os text not null,
    browser text not null,
    primary key (workspace_id, bucket_at, campaign_id, device, os, browser, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_agent_1mo is 'Clicks by campaign, device, system and browser, per month in UTC.';

create table clicks_by_offer_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    rule_id integer not null,
    offer_id integer not null,
    lander_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, rule_id, offer_id, lander_id, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_offer_15m is 'Clicks by campaign, rule, offer and lander, per quarter of an hour in UTC.';

create table clicks_by_offer_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    rule_id integer not null,
    offer_id integer not null,
    lander_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, rule_id, offer_id, lander_id, verdict, region)
)
partition by range (bucket_at);

comment on table clicks_by_offer_1h is 'Clicks by campaign, rule, offer and lander, per hour in UTC.';

create table clicks_by_offer_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    rule_id integer not null,
    offer_id integer not null,
    lander_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, rule_id, offer_id, lander_id, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_offer_1d is 'Clicks by campaign, rule, offer and lander, per day in UTC.';

create table clicks_by_offer_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    rule_id integer not null,
    offer_id integer not null,
    lander_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    primary key (workspace_id, bucket_at, campaign_id, rule_id, offer_id, lander_id, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_offer_1mo is 'Clicks by campaign, rule, offer and lander, per month in UTC.';

create table costs_by_link_15m (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, currency, verdict, region)
)
partition by range (bucket_at);

comment on table costs_by_link_15m is 'Clicks with a cost, by link and currency, per quarter of an hour in UTC.';

create table costs_by_link_1h (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, currency, verdict, region)
)
partition by range (bucket_at);

comment on table costs_by_link_1h is 'Clicks with a cost, by link and currency, per hour in UTC.';

create table costs_by_link_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, currency, verdict, region)
)
with (fillfactor = 80);

comment on table costs_by_link_1d is 'Clicks with a cost, by link and currency, per day in UTC.';

create table costs_by_link_1mo (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    cost_micros bigint not null,
    workspace_id integer not null,
    campaign_id integer not null,
    link_id integer not null,
    traffic_source_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    currency text not null,
    primary key (workspace_id, bucket_at, campaign_id, link_id, traffic_source_id, currency, verdict, region)
)
with (fillfactor = 80);

comment on table costs_by_link_1mo is 'Clicks with a cost, by link and currency, per month in UTC.';

create table clicks_by_placement_1d (
    bucket_at timestamptz not null,
    clicks bigint not null check (clicks > 0),
    workspace_id integer not null,
    campaign_id integer not null,
    traffic_source_id integer not null,
    sub_no smallint not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    placement text not null,
    primary key (workspace_id, bucket_at, campaign_id, traffic_source_id, sub_no, placement, verdict, region)
)
with (fillfactor = 80);

comment on table clicks_by_placement_1d is 'Clicks by value of a sub parameter, per day in UTC.';

create table visitors_by_campaign_1h (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, campaign_id, verdict, region)
)
partition by range (bucket_at);

comment on table visitors_by_campaign_1h is 'Visitors by campaign, per hour in UTC.';

create table visitors_by_campaign_1d (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    campaign_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, campaign_id, verdict, region)
)
with (fillfactor = 80);

comment on table visitors_by_campaign_1d is 'Visitors by campaign, per day in UTC.';

create table visitors_by_country_1h (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, country, verdict, region)
)
partition by range (bucket_at);

comment on table visitors_by_country_1h is 'Visitors by country, per hour in UTC.';

create table visitors_by_country_1d (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    verdict smallint not null check (verdict between 0 and 4),
    region text not null,
    country text not null,
    visitors hll not null,
    primary key (workspace_id, bucket_at, country, verdict, region)
)
with (fillfactor = 80);

comment on table visitors_by_country_1d is 'Visitors by country, per day in UTC.';

-- Days whose clicks are all counted in the cubes. Days of clicks stored before the cubes were made must be counted first.
create table rollup_days (
    day date primary key,
    state text not null default 'counted' check (state in ('counted', 'lacking')),
    changed_at timestamptz not null default now()
);

comment on table rollup_days is 'Which days the cubes count whole; a day that is lacking is reported from raw clicks.';
comment on column rollup_days.changed_at is 'When a fold or a new count changed a cube on this day.';

insert into rollup_days (day, state)
select
    day,
    'lacking'
from partition_state
where table_name = 'clicks'
  and day <= (now() at time zone 'UTC')::date
  and exists (select from clicks_15m);
