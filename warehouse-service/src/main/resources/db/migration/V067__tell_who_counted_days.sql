alter table rollup_days
add column counted_at timestamptz,
add column counted_by text,
add column reason text;

comment on column rollup_days.counted_at is 'When the day was counted anew from its clicks; null when it never was.';
comment on column rollup_days.counted_by is 'Name of the key that asked for it, or warehouse.';
