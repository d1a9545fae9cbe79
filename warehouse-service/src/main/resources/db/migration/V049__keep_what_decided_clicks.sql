-- A stored click is decided again, alike, from the campaign at its config version and the link at its revision.
create table campaign_versions (
    campaign_id int not null references campaigns (campaign_id),
    config_version bigint not null check (config_version > 0),
    record bytea not null,
    primary key (campaign_id, config_version)
);

comment on table campaign_versions is 'Published campaigns: in force at a version is the record with the greatest config_version up to it.';
comment on column campaign_versions.config_version is 'First version of the configuration that held this record.';
comment on column campaign_versions.record is 'Protobuf CampaignRecord.';

-- Written when a link is changed or archived, so importing costs nothing; the newest revision stands in links.
create table link_revisions (
    link_id int not null references links (link_id),
    revision int not null,
    campaign_id int not null,
    domain text not null,
    slug text not null,
    url text,
    starts_at timestamptz,
    expires_at timestamptz,
    fallback_url text,
    passes_query boolean not null,
    replaced_at timestamptz not null default now(),
    primary key (link_id, revision)
);

comment on table link_revisions is 'What a link said before it was changed or archived.';
comment on column link_revisions.revision is 'The link''s version at that time: how often it had been changed.';
comment on column link_revisions.replaced_at is 'When the next revision took its place.';
