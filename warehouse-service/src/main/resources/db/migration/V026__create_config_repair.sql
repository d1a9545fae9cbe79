-- Every instance looks for edges that lag; this row lets one of them send, whichever asks first, and the next one when it is due.
create table config_repair (
    is_only boolean primary key default true check (is_only),
    sent_at timestamptz not null
);

insert into config_repair (sent_at)
values ('-infinity');

comment on table config_repair is 'One row: when an instance last sent the configuration again to edges that lagged.';
comment on column config_repair.is_only is 'Keeps it one row.';
comment on column config_repair.sent_at is 'When.';
