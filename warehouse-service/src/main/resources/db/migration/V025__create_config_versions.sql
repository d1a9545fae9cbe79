create table config_versions (
    version bigint primary key check (version > 0),
    published_at timestamptz not null,
    links int not null,
    shards int not null,
    shard_bytes bigint not null,
    manifest bytea not null
);

create table config_shards (
    sha256 bytea primary key check (octet_length(sha256) = 32),
    links int not null,
    -- Last version whose manifest names the shard: what no recent version names is deleted.
    last_version bigint not null,
    bytes bytea not null
);

alter table config_shards alter column bytes set storage external;

comment on table config_versions is 'Published link configurations; the greatest version is current.';
comment on column config_versions.manifest is 'Protobuf LinkManifest as it was sent.';
comment on table config_shards is 'Protobuf LinkShard by the SHA-256 of its bytes.';
