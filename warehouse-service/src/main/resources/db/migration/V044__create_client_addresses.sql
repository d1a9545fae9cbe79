-- Apart from the clicks, because the full address is kept shorter than they are: whole days are dropped, no click is written anew.
create table client_addresses (
    occurred_at timestamptz not null,
    seq bigint not null check (seq > 0),
    source_no integer not null,
    workspace_id integer not null,
    sealed bytea not null check (octet_length(sealed) between 1 and 64)
)
partition by range (occurred_at);

create index client_addresses_by_time on client_addresses using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);

comment on table client_addresses is 'Full client addresses, sealed, as long as the workspace keeps them. Daily partitions client_addresses_pYYYYMMDD in UTC.';
comment on column client_addresses.occurred_at is 'Time of the click id.';
comment on column client_addresses.seq is 'Place of the click among the events of its source.';
comment on column client_addresses.source_no is 'Source that recorded the click, see edge_ledger.';
comment on column client_addresses.workspace_id is 'Workspace that owns the link.';
comment on column client_addresses.sealed is 'Key number, nonce and AES-256-GCM of the address under the click id.';

alter table partition_state
    drop constraint partition_state_table_name_check,
    add constraint partition_state_table_name_check check (table_name in ('clicks', 'watermarks', 'client_addresses'));
