-- The installation may have made the schema already, with its rights.
create schema if not exists reporting;

create view reporting.clicks as
select
    clicks.click_id,
    clicks.occurred_at,
    coalesce(workspaces.slug, '') as workspace,
    edge_ledger.region,
    edge_ledger.edge,
    coalesce(links.slug, '') as link,
    coalesce(campaigns.slug, '') as campaign,
    clicks.country,
    case clicks.device
        when 1 then 'desktop'
        when 2 then 'mobile'
        when 3 then 'tablet'
        when 4 then 'tv'
        when 5 then 'console'
        when 6 then 'bot'
        else 'other'
    end as device,
    clicks.os,
    clicks.browser,
    clicks.language,
    case clicks.verdict
        when 1 then 'human'
        when 2 then 'bot'
        when 3 then 'suspect'
        when 4 then 'preview'
        else 'unknown'
    end as verdict,
    clicks.reasons,
    coalesce(lower(substring(clicks.referrer from '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^]]*\]|[^/?#:]+)')), '') as referrer_host,
    lpad(to_hex(clicks.visitor), 16, '0') as visitor,
    clicks.sub1,
    clicks.sub2,
    clicks.sub3,
    clicks.sub4,
    clicks.sub5,
    clicks.sub6,
    clicks.sub7,
    clicks.sub8,
    clicks.sub9,
    clicks.sub10,
    clicks.cost,
    clicks.currency,
    clicks.host,
    lpad(to_hex(edge_ledger.source_id), 16, '0') as source,
    clicks.seq,
    clicks.config_version
from clicks
join edge_ledger using (source_no)
left join links using (link_id)
left join campaigns on campaigns.campaign_id = clicks.campaign_id
left join workspaces on workspaces.workspace_id = clicks.workspace_id;

comment on schema reporting is 'What analysts and tools read.';
comment on view reporting.clicks is 'One row per stored click, whatever its verdict; nothing is hidden.';
comment on column reporting.clicks.click_id is 'The click id, UUID version 7: its first 48 bits are the time in milliseconds.';
comment on column reporting.clicks.occurred_at is 'When the edge took the request; equals the time within the click id.';
comment on column reporting.clicks.workspace is 'Slug of the workspace that owns the link.';
comment on column reporting.clicks.region is 'Region that recorded the click, e.g. eu.';
comment on column reporting.clicks.edge is 'Edge process that recorded the click, e.g. edge-eu; empty before its first watermark.';
comment on column reporting.clicks.link is 'Slug of the link; a deleted link keeps it.';
comment on column reporting.clicks.campaign is 'Slug of the campaign the link belonged to at that time.';
comment on column reporting.clicks.country is 'ISO 3166-1 alpha-2, upper case; empty when not known.';
comment on column reporting.clicks.device is 'Kind of device: desktop, mobile, tablet, tv, console, bot or other.';
comment on column reporting.clicks.os is 'Family of the operating system, e.g. Android.';
comment on column reporting.clicks.browser is 'Family of the browser, e.g. Chrome.';
comment on column reporting.clicks.language is 'First language the browser asked for, e.g. de-at; empty when none.';
comment on column reporting.clicks.verdict is 'human, bot, suspect or preview; unknown when the edge gave none. Nothing is left out for its verdict.';
comment on column reporting.clicks.reasons is 'Why the verdict, as codes.';
comment on column reporting.clicks.referrer_host is 'Host of the page the visitor came from, lower case; empty when not told.';
comment on column reporting.clicks.visitor is 'Pseudonymous visitor, 16 hex digits; the same person gets another one when the salt changes.';
comment on column reporting.clicks.sub1 is 'Value of the parameter sub1; null when it was not given.';
comment on column reporting.clicks.sub2 is 'Value of the parameter sub2; null when it was not given.';
comment on column reporting.clicks.sub3 is 'Value of the parameter sub3; null when it was not given.';
comment on column reporting.clicks.sub4 is 'Value of the parameter sub4; null when it was not given.';
comment on column reporting.clicks.sub5 is 'Value of the parameter sub5; null when it was not given.';
comment on column reporting.clicks.sub6 is 'Value of the parameter sub6; null when it was not given.';
comment on column reporting.clicks.sub7 is 'Value of the parameter sub7; null when it was not given.';
comment on column reporting.clicks.sub8 is 'Value of the parameter sub8; null when it was not given.';
comment on column reporting.clicks.sub9 is 'Value of the parameter sub9; null when it was not given.';
comment on column reporting.clicks.sub10 is 'Value of the parameter sub10; null when it was not given.';
comment on column reporting.clicks.cost is 'What the traffic source says the click cost; null when not told.';
comment on column reporting.clicks.currency is 'ISO 4217 currency of the cost.';
comment on column reporting.clicks.host is 'Host the visitor asked for.';
comment on column reporting.clicks.source is 'Source that recorded the click, 16 hex digits, as in the ledger.';
comment on column reporting.clicks.seq is 'Place of the click among the events of its source.';
comment on column reporting.clicks.config_version is 'Version of the link configuration that the edge ran.';

-- The role belongs to the installation; a database without it is served all the same.
do $$
begin
    if exists (select from pg_roles where rolname = 'reporting') then
        grant usage on schema reporting to reporting;
        grant select on reporting.clicks to reporting;
    end if;
end
$$;
