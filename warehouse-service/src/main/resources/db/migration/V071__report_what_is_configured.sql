-- What is configured, as analysts read it: by slug, filtered by the workspace that the login sees.
create view reporting.workspaces
with (security_barrier)
as
select
    workspaces.slug as workspace,
    workspaces.name,
    workspaces.visitor_days,
    workspaces.address_days,
    workspaces.created_at,
    workspaces.updated_at,
    workspaces.archived_at
from workspaces
where (select reporting.visible_workspace()) in (0, workspaces.workspace_id);

comment on view reporting.workspaces is 'Customers of this installation, as far as the login sees them.';
comment on column reporting.workspaces.workspace is 'Slug of the workspace.';
comment on column reporting.workspaces.name is 'Its name.';
comment on column reporting.workspaces.visitor_days is 'Days for which a visitor keeps the same pseudonym.';
comment on column reporting.workspaces.address_days is 'Days for which the full address of a click is kept, sealed; 0: never.';
comment on column reporting.workspaces.created_at is 'When it was made.';
comment on column reporting.workspaces.updated_at is 'When it was last changed.';
comment on column reporting.workspaces.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.campaigns
with (security_barrier)
as
select
    workspaces.slug as workspace,
    campaigns.slug as campaign,
    campaigns.name,
    traffic_sources.slug as traffic_source,
    campaigns.is_sticky,
    campaigns.created_at,
    campaigns.updated_at,
    campaigns.archived_at
from campaigns
    join workspaces on workspaces.workspace_id = campaigns.workspace_id
    left join traffic_sources on traffic_sources.source_id = campaigns.source_id
where (select reporting.visible_workspace()) in (0, campaigns.workspace_id);

comment on view reporting.campaigns is 'Campaigns, those deleted included.';
comment on column reporting.campaigns.workspace is 'Slug of the workspace.';
comment on column reporting.campaigns.campaign is 'Slug of the campaign.';
comment on column reporting.campaigns.name is 'Its name.';
comment on column reporting.campaigns.traffic_source is 'Slug of the traffic source it buys from; null when none is told.';
comment on column reporting.campaigns.is_sticky is 'Its default destinations are drawn once per visitor.';
comment on column reporting.campaigns.created_at is 'When it was made.';
comment on column reporting.campaigns.updated_at is 'When it was last changed.';
comment on column reporting.campaigns.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.links
with (security_barrier)
as
select
    workspaces.slug as workspace,
    campaigns.slug as campaign,
    links.domain,
    links.slug as link,
    links.url,
    links.starts_at,
    links.expires_at,
    links.fallback_url,
    links.passes_query,
    links.created_at,
    links.updated_at,
    links.archived_at
from links
    join workspaces on workspaces.workspace_id = links.workspace_id
    join campaigns on campaigns.campaign_id = links.campaign_id
where (select reporting.visible_workspace()) in (0, links.workspace_id);

comment on view reporting.links is 'Tracked links, those deleted included.';
comment on column reporting.links.workspace is 'Slug of the workspace.';
comment on column reporting.links.campaign is 'Slug of the campaign it belongs to now; clicks keep the one of their time.';
comment on column reporting.links.domain is 'Domain it answers on; * for any.';
comment on column reporting.links.link is 'Slug of the link, unique per domain among those that are live.';
comment on column reporting.links.url is 'Where it leads; null: where the campaign''s default leads.';
comment on column reporting.links.starts_at is 'From here on it sends visitors on; null: ever since.';
comment on column reporting.links.expires_at is 'Up to here it sends visitors on; null: for ever.';
comment on column reporting.links.fallback_url is 'Where visitors go before the start and after the end; null: where no rule sends them.';
comment on column reporting.links.passes_query is 'The visitor''s own query parameters are added to the destination''s.';
comment on column reporting.links.created_at is 'When it was made.';
comment on column reporting.links.updated_at is 'When it was last changed.';
comment on column reporting.links.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.offers
with (security_barrier)
as
select
    workspaces.slug as workspace,
    offers.slug as offer,
    offers.name,
    offers.url,
    offers.payout,
    offers.currency,
    offers.created_at,
    offers.updated_at,
    offers.archived_at
from offers
    join workspaces on workspaces.workspace_id = offers.workspace_id
where (select reporting.visible_workspace()) in (0, offers.workspace_id);

comment on view reporting.offers is 'Offers, those deleted included.';
comment on column reporting.offers.workspace is 'Slug of the workspace.';
comment on column reporting.offers.offer is 'Slug of the offer.';
comment on column reporting.offers.name is 'Its name.';
comment on column reporting.offers.url is 'Where it leads.';
comment on column reporting.offers.payout is 'What a conversion pays; null when not told.';
comment on column reporting.offers.currency is 'ISO 4217 currency of the payout.';
comment on column reporting.offers.created_at is 'When it was made.';
comment on column reporting.offers.updated_at is 'When it was last changed.';
comment on column reporting.offers.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.landers
with (security_barrier)
as
select
    workspaces.slug as workspace,
    landers.slug as lander,
    landers.name,
    landers.url,
    landers.created_at,
    landers.updated_at,
    landers.archived_at
from landers
    join workspaces on workspaces.workspace_id = landers.workspace_id
where (select reporting.visible_workspace()) in (0, landers.workspace_id);

comment on view reporting.landers is 'Landers, those deleted included.';
comment on column reporting.landers.workspace is 'Slug of the workspace.';
comment on column reporting.landers.lander is 'Slug of the lander.';
comment on column reporting.landers.name is 'Its name.';
comment on column reporting.landers.url is 'Where it leads.';
comment on column reporting.landers.created_at is 'When it was made.';
comment on column reporting.landers.updated_at is 'When it was last changed.';
comment on column reporting.landers.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.rules
with (security_barrier)
as
select
    workspaces.slug as workspace,
    campaigns.slug as campaign,
    rules.name as rule,
    rules.position,
    rules.is_forced,
    rules.is_enabled,
    rules.is_sticky,
    rules.conditions,
    rules.created_at,
    rules.updated_at,
    rules.archived_at
from rules
    join workspaces on workspaces.workspace_id = rules.workspace_id
    join campaigns on campaigns.campaign_id = rules.campaign_id
where (select reporting.visible_workspace()) in (0, rules.workspace_id);

comment on view reporting.rules is 'Rules that say who goes where, those deleted included.';
comment on column reporting.rules.workspace is 'Slug of the workspace.';
comment on column reporting.rules.campaign is 'Slug of its campaign.';
comment on column reporting.rules.rule is 'Its name.';
comment on column reporting.rules.position is 'Its place among the rules of the campaign; the least is asked first.';
comment on column reporting.rules.is_forced is 'Asked before all rules that are not.';
comment on column reporting.rules.is_enabled is 'It is published.';
comment on column reporting.rules.is_sticky is 'Its destinations are drawn once per visitor.';
comment on column reporting.rules.conditions is 'Conditions, all of which must hold; as in the API.';
comment on column reporting.rules.created_at is 'When it was made.';
comment on column reporting.rules.updated_at is 'When it was last changed.';
comment on column reporting.rules.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.traffic_sources
with (security_barrier)
as
select
    workspaces.slug as workspace,
    traffic_sources.slug as traffic_source,
    traffic_sources.name,
    traffic_sources.cost_parameter,
    traffic_sources.currency,
    traffic_sources.created_at,
    traffic_sources.updated_at,
    traffic_sources.archived_at
from traffic_sources
    join workspaces on workspaces.workspace_id = traffic_sources.workspace_id
where (select reporting.visible_workspace()) in (0, traffic_sources.workspace_id);

comment on view reporting.traffic_sources is 'Where traffic is bought, those deleted included.';
comment on column reporting.traffic_sources.workspace is 'Slug of the workspace.';
comment on column reporting.traffic_sources.traffic_source is 'Slug of the traffic source.';
comment on column reporting.traffic_sources.name is 'Its name.';
comment on column reporting.traffic_sources.cost_parameter is 'Parameter that tells the cost of a click; null when none does.';
comment on column reporting.traffic_sources.currency is 'ISO 4217 currency of its costs.';
comment on column reporting.traffic_sources.created_at is 'When it was made.';
comment on column reporting.traffic_sources.updated_at is 'When it was last changed.';
comment on column reporting.traffic_sources.archived_at is 'When it was deleted; null while it is live. Old clicks keep its name.';

create view reporting.completeness
with (security_barrier)
as
with source as (
    select
        region,
        source_id,
        complete_to,
        missing,
        in_flight,
        settled_to,
        state in ('open', 'draining') as is_open,
        stored_clicks + stored_watermarks > 0 as is_known,
        coalesce(last_watermark_at, first_seen_at) < now() - interval '60 seconds' as is_unheard
    from edge_ledger),
unsettled as (
    select
        region,
        bool_or(is_known and complete_to is null) as is_unvouched,
        count(*) filter (where is_known) as known,
        min(complete_to) filter (where is_known) as complete_to,
        sum(missing)::bigint as missing,
        sum(in_flight)::bigint as in_flight,
        count(*) filter (where is_known and is_open and is_unheard) as uncertain
    from source
    where settled_to is null
    group by region),
settled as (
    select
        region,
        max(settled_to) as settled_to
    from source
    group by region)
select
    regions.region,
    case
        when unsettled.known > 0 and unsettled.is_unvouched then null
        when unsettled.known > 0 then unsettled.complete_to
        else nullif(greatest(settled.settled_to, moved.complete_to), '-infinity')
    end as complete_to,
    coalesce(unsettled.missing, 0) as missing,
    coalesce(unsettled.in_flight, 0) as in_flight,
    coalesce(unsettled.uncertain, 0) as uncertain_sources
from (
    select region
    from edge_ledger
    union
    select region
    from ledger_closed_sums) as regions
    left join unsettled using (region)
    left join settled using (region)
    left join ledger_closed_sums moved using (region)
where (select reporting.visible_workspace()) >= 0;

comment on view reporting.completeness is 'How far the clicks of each region have arrived; the same for every workspace.';
comment on column reporting.completeness.region is 'Region, e.g. eu.';
comment on column reporting.completeness.complete_to is 'All clicks before this moment are stored; null while that is not known.';
comment on column reporting.completeness.missing is 'Events that are known to exist and have not arrived.';
comment on column reporting.completeness.in_flight is 'Events that are on their way.';
comment on column reporting.completeness.uncertain_sources is 'Edges not heard of for 60 s, which may hold more.';

create view reporting.schema_version
with (security_barrier)
as
select
    version,
    changes,
    since
from reporting_versions;

comment on view reporting.schema_version is 'Versions of this schema, the newest has the greatest number. Columns are only ever added, at the end.';
comment on column reporting.schema_version.version is 'Number of the version.';
comment on column reporting.schema_version.changes is 'What it brought.';
comment on column reporting.schema_version.since is 'When this installation got it.';
