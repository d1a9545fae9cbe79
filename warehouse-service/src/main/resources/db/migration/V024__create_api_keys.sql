create table api_keys (
    key_sha256 bytea primary key check (octet_length(key_sha256) = 32),
    workspace_id int not null references workspaces (workspace_id),
    name text not null,
    -- First letters of the key, for people to tell keys apart; null when only the hash is known.
    prefix text check (length(prefix) <= 8),
    is_operator boolean not null default false,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);

comment on table api_keys is 'Keys of the API. The key itself is never stored.';
comment on column api_keys.is_operator is 'May manage every workspace and read the books, not only its own workspace.';
comment on column api_keys.last_used_at is 'Written at most once a minute.';
