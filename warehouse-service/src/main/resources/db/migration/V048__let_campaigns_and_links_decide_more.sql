alter table campaigns
    add column source_id int references traffic_sources (source_id),
    add column is_sticky boolean not null default false;

create index campaigns_source on campaigns (source_id) where archived_at is null;

comment on column campaigns.source_id is 'Where the traffic is bought; null when it is not told.';
comment on column campaigns.is_sticky is 'Default destinations are drawn by visitor instead of by click.';

alter table links
    alter column url drop not null,
    add column starts_at timestamptz,
    add column expires_at timestamptz,
    add column fallback_url text check (length(fallback_url) between 1 and 2048),
    add column passes_query boolean not null default false,
    add constraint links_time_check check (expires_at > starts_at);

comment on column links.url is 'Destination, may hold macros such as {click_id}; null: where the campaign sends visitors by default.';
comment on column links.starts_at is 'From here on the link sends visitors on; null: ever since.';
comment on column links.expires_at is 'Up to here the link sends visitors on; null: for ever.';
comment on column links.fallback_url is 'Where visitors go before the start and after the end; null: where no rule sends them.';
comment on column links.passes_query is 'The visitor''s own query parameters are added to the destination''s.';

create index links_without_url on links (campaign_id) where url is null and archived_at is null;
