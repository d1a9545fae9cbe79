-- Clicks as they are read, whether a row carries its values itself or refers to a dictionary. All joins are left joins on
-- primary keys, so Postgres leaves out those of which a query uses no column.
create view clicks_whole as
select
    clicks.occurred_at,
    clicks.seq,
    clicks.visitor,
    clicks.click_id,
    clicks.source_no,
    coalesce(clicks.workspace_id, routes.workspace_id) as workspace_id,
    coalesce(clicks.link_id, routes.link_id) as link_id,
    coalesce(clicks.campaign_id, routes.campaign_id) as campaign_id,
    coalesce(clicks.config_version, routes.config_version) as config_version,
    coalesce(clicks.link_revision, routes.link_revision) as link_revision,
    coalesce(clicks.rule_id, routes.rule_id) as rule_id,
    coalesce(clicks.destination_id, routes.destination_id) as destination_id,
    coalesce(clicks.offer_id, routes.offer_id) as offer_id,
    coalesce(clicks.lander_id, routes.lander_id) as lander_id,
    coalesce(clicks.traffic_source_id, routes.traffic_source_id) as traffic_source_id,
    coalesce(clicks.outcome, routes.outcome) as outcome,
    coalesce(clicks.draw, case when routes.outcome is not null then 0 end) as draw,
    coalesce(clicks.passed, routes.passed) as passed,
    clicks.verdict,
    coalesce(clicks.flags, requests.flags) as flags,
    coalesce(clicks.judge_version, requests.judge_version) as judge_version,
    coalesce(clicks.signals, requests.signals) as signals,
    coalesce(clicks.reasons, requests.reasons) as reasons,
    coalesce(clicks.method, requests.method) as method,
    coalesce(clicks.host, requests.host) as host,
    coalesce(clicks.language, requests.language) as language,
    clicks.network,
    coalesce(clicks.country, places.country) as country,
    coalesce(clicks.continent, places.continent, '') as continent,
    coalesce(clicks.subdivision, places.subdivision, '') as subdivision,
    coalesce(clicks.city, places.city, '') as city,
    coalesce(clicks.asn, places.asn) as asn,
    coalesce(clicks.device, agents.device) as device,
    coalesce(clicks.os, agents.os) as os,
    coalesce(clicks.os_version, agents.os_version, '') as os_version,
    coalesce(clicks.browser, agents.browser) as browser,
    coalesce(clicks.browser_version, agents.browser_version, '') as browser_version,
    coalesce(clicks.user_agent, agents.user_agent) as user_agent,
    coalesce(clicks.referrer, referrers.referrer, '') as referrer,
    coalesce(
        lower(substring(clicks.referrer from '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^]]*\]|[^/?#:]+)')),
        referrers.host,
        '') as referrer_host,
    coalesce(clicks.sub1, queries.sub1) as sub1,
    coalesce(clicks.sub2, queries.sub2) as sub2,
    coalesce(clicks.sub3, queries.sub3) as sub3,
    coalesce(clicks.sub4, queries.sub4) as sub4,
    coalesce(clicks.sub5, queries.sub5) as sub5,
    coalesce(clicks.sub6, queries.sub6) as sub6,
    coalesce(clicks.sub7, queries.sub7) as sub7,
    coalesce(clicks.sub8, queries.sub8) as sub8,
    coalesce(clicks.sub9, queries.sub9) as sub9,
    coalesce(clicks.sub10, queries.sub10) as sub10,
    coalesce(queries.parameters || clicks.parameters, clicks.parameters, queries.parameters) as parameters,
    coalesce(clicks.parameters ->> 'utm_source', queries.parameters ->> 'utm_source', '') as utm_source,
    coalesce(clicks.parameters ->> 'utm_medium', queries.parameters ->> 'utm_medium', '') as utm_medium,
    coalesce(clicks.parameters ->> 'utm_campaign', queries.parameters ->> 'utm_campaign', '') as utm_campaign,
    coalesce(clicks.parameters ->> 'utm_term', queries.parameters ->> 'utm_term', '') as utm_term,
    coalesce(clicks.parameters ->> 'utm_content', queries.parameters ->> 'utm_content', '') as utm_content,
    coalesce(
        clicks.parameters ->> 'gclid',
        clicks.parameters ->> 'gbraid',
        clicks.parameters ->> 'wbraid',
        clicks.parameters ->> 'dclid',
        clicks.parameters ->> 'msclkid',
        clicks.parameters ->> 'fbclid',
        clicks.parameters ->> 'ttclid',
        clicks.parameters ->> 'twclid',
        clicks.parameters ->> 'li_fat_id',
        clicks.parameters ->> 'yclid',
        clicks.parameters ->> 'rdt_cid',
        clicks.parameters ->> 'epik',
        clicks.parameters ->> 'ScCid',
        clicks.parameters ->> 'sccid',
        clicks.parameters ->> 'qclid',
        clicks.parameters ->> 'irclid',
        clicks.parameters ->> 'tblci',
        clicks.parameters ->> 'dicbo',
        clicks.parameters ->> 'obclid',
        clicks.parameters ->> 'awclid',
        '') as click_source_id,
    clicks.cost,
    clicks.currency,
    clicks.target,
    queries.target as target_shape,
    clicks.destination,
    routes.destination as destination_shape
from clicks
left join routes on routes.route_no = clicks.route_no
left join requests on requests.request_no = clicks.request_no
left join agents on agents.agent_no = clicks.agent_no
left join places on places.place_no = clicks.place_no
left join referrers on referrers.referrer_no = clicks.referrer_no
left join queries on queries.query_no = clicks.query_no;

comment on view clicks_whole is 'Clicks with their values, wherever these are kept. Read this one and never the columns of clicks alone.';
comment on column clicks_whole.continent is 'Empty when not known; so are subdivision, city and the versions.';
comment on column clicks_whole.referrer_host is 'Host of the page the visitor came from, lower case; empty when not told.';
comment on column clicks_whole.parameters is 'The query parameters other than sub1 to sub10; null when there are none.';
comment on column clicks_whole.utm_source is 'The parameter utm_source; empty when it was not given. The other utm parameters likewise.';
comment on column clicks_whole.click_source_id is 'The traffic source''s own id of the click: the first there is of gclid, gbraid, wbraid, dclid, msclkid, fbclid and their like; empty when there is none.';
comment on column clicks_whole.target is 'Path and query as they came; null when they are to be put together from target_shape.';
comment on column clicks_whole.target_shape is 'Path and query with the values of parameters cut out; the look-up by id puts them in again.';
comment on column clicks_whole.destination is 'Where the visitor was sent; null when it is to be put together from destination_shape.';
comment on column clicks_whole.destination_shape is 'Where the visitor was sent with the click''s own values cut out; the look-up by id puts them in again.';

-- New columns stand at the end, so that what reads the view by position goes on. Conditions of a query come after the filter
-- by workspace (security_barrier), unless they can't leak; the filter itself is asked once per query.
create or replace view reporting.clicks with (security_barrier = true) as
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
    clicks.referrer_host,
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
    clicks.continent,
    clicks.subdivision,
    clicks.city,
    clicks.asn,
    clicks.os_version,
    clicks.browser_version,
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
        null) as signals,
    clicks.referrer,
    clicks.utm_source,
    clicks.utm_medium,
    clicks.utm_campaign,
    clicks.utm_term,
    clicks.utm_content,
    clicks.click_source_id,
    coalesce(clicks.parameters, '{}') as parameters,
    case clicks.method
        when 1 then 'GET'
        when 2 then 'HEAD'
        when 3 then 'POST'
        else 'unknown'
    end as method,
    clicks.user_agent,
    clicks.network,
    clicks.judge_version,
    clicks.link_revision
from clicks_whole as clicks
join ledger_all using (source_no)
left join links on links.link_id = clicks.link_id
left join campaigns on campaigns.campaign_id = clicks.campaign_id
left join workspaces on workspaces.workspace_id = clicks.workspace_id
left join rules on rules.rule_id = clicks.rule_id
left join offers on offers.offer_id = clicks.offer_id
left join landers on landers.lander_id = clicks.lander_id
left join traffic_sources on traffic_sources.source_id = clicks.traffic_source_id
where (select reporting.visible_workspace()) in (0, clicks.workspace_id);

comment on view reporting.clicks is 'One row per stored click of the workspaces this login may see, whatever its verdict.';
comment on column reporting.clicks.referrer is 'Page the visitor came from; empty when not told.';
comment on column reporting.clicks.utm_source is 'The parameter utm_source; empty when it was not given.';
comment on column reporting.clicks.utm_medium is 'The parameter utm_medium; empty when it was not given.';
comment on column reporting.clicks.utm_campaign is 'The parameter utm_campaign; empty when it was not given.';
comment on column reporting.clicks.utm_term is 'The parameter utm_term; empty when it was not given.';
comment on column reporting.clicks.utm_content is 'The parameter utm_content; empty when it was not given.';
comment on column reporting.clicks.click_source_id is 'The traffic source''s own id of the click: the first there is of gclid, gbraid, wbraid, dclid, msclkid, fbclid and their like; empty when there is none.';
comment on column reporting.clicks.parameters is 'All query parameters other than sub1 to sub10, as an object of texts; empty when there are none.';
comment on column reporting.clicks.method is 'GET, HEAD or POST; unknown when the edge did not tell.';
comment on column reporting.clicks.user_agent is 'User-Agent as it came.';
comment on column reporting.clicks.network is 'The client''s address cut to /24 or /48; null when unreadable.';
comment on column reporting.clicks.judge_version is 'Version of the list that judged.';
comment on column reporting.clicks.link_revision is 'How often the link had been changed when it decided this click; null when the edge did not tell.';
