-- Only adds columns and takes away "not null": no row is written anew, and a process of the version before goes on storing.
alter table clicks
    add column agent_no integer,
    add column place_no integer,
    add column route_no integer,
    add column request_no integer,
    add column referrer_no integer,
    add column query_no integer,
    alter column workspace_id drop not null,
    alter column link_id drop not null,
    alter column campaign_id drop not null,
    alter column config_version drop not null,
    alter column flags drop not null,
    alter column judge_version drop not null,
    alter column device drop not null,
    alter column method drop not null,
    alter column country drop not null,
    alter column os drop not null,
    alter column browser drop not null,
    alter column language drop not null,
    alter column host drop not null,
    alter column target drop not null,
    alter column referrer drop not null,
    alter column user_agent drop not null,
    alter column destination drop not null,
    alter column reasons drop not null,
    alter column signals drop not null;

comment on column clicks.agent_no is 'User-Agent, device, system and browser, see agents; null when the row carries them.';
comment on column clicks.place_no is 'Country, city and network operator, see places; null when the row carries them.';
comment on column clicks.route_no is 'Link, campaign and decision, see routes; null when the row carries them.';
comment on column clicks.request_no is 'Host, language and what else requests have in common, see requests; null when the row carries them.';
comment on column clicks.referrer_no is 'Page the visitor came from, see referrers; null when there is none or the row carries it.';
comment on column clicks.query_no is 'Path and repeating parameters, see queries; what the row carries itself stands beside them.';
