-- A source that was moved out of edge_ledger keeps its label.
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
    clicks.config_version
from clicks
join ledger_all using (source_no)
left join links using (link_id)
left join campaigns on campaigns.campaign_id = clicks.campaign_id
left join workspaces on workspaces.workspace_id = clicks.workspace_id;
