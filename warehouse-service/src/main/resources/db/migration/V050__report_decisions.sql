-- New columns stand at the end, so that what reads the view by position goes on.
create or replace view reporting.clicks as
select
    clicks.click_id,
    clicks.occurred_at,
    coalesce(workspaces.slug, '') as workspace,
    ledger_all.region,
    ledger_all.edge,
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
    lpad(to_hex(ledger_all.source_id), 16, '0') as source,
    clicks.seq,
    clicks.config_version,
    coalesce(clicks.continent, '') as continent,
    coalesce(clicks.subdivision, '') as subdivision,
    coalesce(clicks.city, '') as city,
    clicks.asn,
    coalesce(clicks.os_version, '') as os_version,
    coalesce(clicks.browser_version, '') as browser_version,
    coalesce(rules.name, '') as rule,
    coalesce(offers.slug, '') as offer,
    coalesce(landers.slug, '') as lander,
    coalesce(traffic_sources.slug, '') as traffic_source,
    case clicks.outcome
        when 1 then 'rule'
        when 2 then 'link_url'
        when 3 then 'campaign_default'
        when 4 then 'not_started'
        when 5 then 'expired'
        when 6 then 'no_destination'
        else 'unknown'
    end as outcome,
    array_remove(
        array[
            case when clicks.signals & 1 <> 0 then 'gpc' end,
            case when clicks.signals & 2 <> 0 then 'dnt' end
        ],
        null) as signals
from clicks
join ledger_all using (source_no)
left join links using (link_id)
left join campaigns on campaigns.campaign_id = clicks.campaign_id
left join workspaces on workspaces.workspace_id = clicks.workspace_id
left join rules on rules.rule_id = clicks.rule_id
left join offers on offers.offer_id = clicks.offer_id
left join landers on landers.lander_id = clicks.lander_id
left join traffic_sources on traffic_sources.source_id = clicks.traffic_source_id;

comment on column reporting.clicks.continent is 'AF, AN, AS, EU, NA, OC or SA; empty when not known.';
comment on column reporting.clicks.subdivision is 'Subdivision code of ISO 3166-2 without its country, e.g. BY; empty when not known.';
comment on column reporting.clicks.city is 'City; empty when not known.';
comment on column reporting.clicks.asn is 'Number of the network operator (autonomous system); null when not known.';
comment on column reporting.clicks.os_version is 'Version of the operating system as far as told, e.g. 17.5; empty when not.';
comment on column reporting.clicks.browser_version is 'Version of the browser as far as told, e.g. 120; empty when not.';
comment on column reporting.clicks.rule is 'Name of the rule that took the click; empty when none did.';
comment on column reporting.clicks.offer is 'Slug of the offer the visitor was sent to; empty when none.';
comment on column reporting.clicks.lander is 'Slug of the lander the visitor was sent to; empty when none.';
comment on column reporting.clicks.traffic_source is 'Slug of the traffic source of the campaign at that time; empty when none.';
comment on column reporting.clicks.outcome is 'How the destination was found: rule, link_url, campaign_default, not_started, expired, no_destination; unknown when the edge did not tell.';
comment on column reporting.clicks.signals is 'What the visitor''s browser asked for: gpc (Global Privacy Control), dnt (Do Not Track).';
