-- What repeats from click to click is kept once. A click refers to these by number, or carries the value itself when it is rare.
create table agents (
    agent_no integer generated always as identity primary key,
    digest uuid not null unique,
    device smallint not null check (device between 0 and 6),
    user_agent text not null,
    os text not null,
    os_version text not null,
    browser text not null,
    browser_version text not null
);

comment on table agents is 'User-Agents and what was read from them.';
comment on column agents.digest is 'First 128 bits of the SHA-256 of the other columns.';

create table places (
    place_no integer generated always as identity primary key,
    digest uuid not null unique,
    asn bigint check (asn between 1 and 4294967295),
    country text not null,
    continent text not null,
    subdivision text not null,
    city text not null
);

comment on table places is 'Places and network operators; empty or null what is not known.';

create table routes (
    route_no integer generated always as identity primary key,
    digest uuid not null unique,
    workspace_id integer not null,
    link_id integer not null,
    campaign_id integer not null,
    config_version integer not null,
    link_revision integer,
    rule_id integer,
    destination_id integer,
    offer_id integer,
    lander_id integer,
    traffic_source_id integer,
    outcome smallint check (outcome between 0 and 6),
    passed integer[],
    destination text
);

comment on table routes is 'Links and how they decided: what a click knows of the configuration.';
comment on column routes.destination is 'Where visitors were sent, with the click''s own values cut out; null when the click carries it.';

create table requests (
    request_no integer generated always as identity primary key,
    digest uuid not null unique,
    flags integer not null,
    judge_version integer not null,
    signals integer not null,
    method smallint not null check (method between 0 and 3),
    host text not null,
    language text not null,
    reasons text[] not null
);

comment on table requests is 'What else requests have in common.';

create table referrers (
    referrer_no integer generated always as identity primary key,
    digest uuid not null unique,
    referrer text not null,
    host text not null
);

comment on table referrers is 'Pages that visitors come from.';
comment on column referrers.host is 'Host of the page, lower case; empty when there is none in it.';

create table queries (
    query_no integer generated always as identity primary key,
    digest uuid not null unique,
    target text,
    sub1 text,
    sub2 text,
    sub3 text,
    sub4 text,
    sub5 text,
    sub6 text,
    sub7 text,
    sub8 text,
    sub9 text,
    sub10 text,
    parameters jsonb
);

comment on table queries is 'Paths, names of parameters, and values of parameters as far as they repeat.';
comment on column queries.target is 'Path and query with the values of parameters cut out; null when the click carries it.';
