-- Known from the event itself when it goes into quarantine, so that what has just come doesn't stand before what is due.
update quarantine
set due_at = now()
where due_at is null
  and state = 'kept'
  and cause = 'ahead-of-time';

comment on column quarantine.due_at is 'Of an event ahead of time: its time, when it is tried again by itself; null when time alone does not mend it any more.';
