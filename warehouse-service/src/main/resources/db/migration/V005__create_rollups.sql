-- Kept in the transaction that stores the clicks, so they equal the rows at every moment.
create table clicks_15m (
    bucket_at timestamptz not null,
    workspace_id integer not null,
    region text not null,
    campaign_id integer not null,
    link_id integer not null,
    country text not null,
    verdict smallint not null check (verdict between 0 and 4),
    clicks bigint not null check (clicks > 0),
    primary key (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict)
)
with (fillfactor = 70);

comment on table clicks_15m is 'Clicks per quarter of an hour in UTC: fifteen minutes serve every time zone.';
comment on column clicks_15m.bucket_at is 'Start of the quarter of an hour.';
comment on column clicks_15m.workspace_id is 'Workspace.';
comment on column clicks_15m.region is 'Region that recorded the clicks.';
comment on column clicks_15m.campaign_id is 'Campaign.';
comment on column clicks_15m.link_id is 'Link.';
comment on column clicks_15m.country is 'ISO 3166-1 alpha-2; empty when not known.';
comment on column clicks_15m.verdict is '0 unknown, 1 human, 2 bot, 3 suspect, 4 preview.';
comment on column clicks_15m.clicks is 'Number of clicks.';

create table clicks_1m (
    minute_at timestamptz not null,
    region text not null,
    clicks bigint not null check (clicks > 0),
    primary key (minute_at, region)
)
with (fillfactor = 50);

comment on table clicks_1m is 'Clicks per minute and region for the start page, kept two days.';
comment on column clicks_1m.minute_at is 'Start of the minute.';
comment on column clicks_1m.region is 'Region that recorded the clicks.';
comment on column clicks_1m.clicks is 'Number of clicks.';
