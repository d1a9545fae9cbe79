alter table workspaces
    add column visitor_days integer not null default 1 check (visitor_days between 1 and 365),
    add column address_days integer not null default 30 check (address_days between 0 and 400),
    add column allows_cookie boolean not null default false;

comment on column workspaces.visitor_days is 'Days that a visitor keeps their pseudonym.';
comment on column workspaces.address_days is 'Days that the full client address is kept, sealed; 0: never.';
comment on column workspaces.allows_cookie is 'A first-party cookie may name visitors.';
