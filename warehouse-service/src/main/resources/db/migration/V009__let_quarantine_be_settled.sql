-- Something in quarantine can be tried again after a fix, or be discarded with a reason.
alter table quarantine
    drop constraint quarantine_state_check,
    add constraint quarantine_state_check check (state in ('kept', 'healed', 'retried', 'discarded')),
    add column type text not null default 'events',
    add column retries integer not null default 0 check (retries >= 0),
    add column last_retry_at timestamptz,
    add column last_retry text not null default '',
    add column due_at timestamptz,
    add column settled_at timestamptz,
    add column settled_by text,
    add column reason text,
    add constraint quarantine_discarded_says_why check (state <> 'discarded' or (settled_by is not null and reason is not null));

update quarantine
set type = case cause
        when 'damaged' then 'damaged'
        when 'unknown-type' then coalesce(substring(detail from '^a message of type ''(.*)''$'), '')
        else 'events'
    end
where cause in ('damaged', 'unknown-type');

create index quarantine_kept on quarantine (quarantine_id) where state = 'kept';
create index quarantine_due on quarantine (due_at nulls first) where state = 'kept' and cause = 'ahead-of-time';

comment on column quarantine.state is 'kept; healed: all of its events were stored later from another copy; retried: stored when tried again; discarded: refused for good.';
comment on column quarantine.type is 'AMQP type of the message it came in.';
comment on column quarantine.retries is 'How often it was tried again.';
comment on column quarantine.last_retry_at is 'When it was tried again last.';
comment on column quarantine.last_retry is 'What came of that, in words.';
comment on column quarantine.due_at is 'Of an event ahead of time: when it will be tried again by itself.';
comment on column quarantine.settled_at is 'When it left the state kept.';
comment on column quarantine.settled_by is 'Name of the API key that retried or discarded it; null when the warehouse did.';
comment on column quarantine.reason is 'Why it was discarded.';
