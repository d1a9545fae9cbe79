-- Clicks of edges that did not tell these stay null: not known is not zero. Adding columns without a value writes no row anew.
alter table clicks
    add column asn bigint,
    add column link_revision integer,
    add column rule_id integer,
    add column destination_id integer,
    add column offer_id integer,
    add column lander_id integer,
    add column traffic_source_id integer,
    add column draw integer,
    add column signals integer not null default 0,
    add column outcome smallint,
    add column continent text,
    add column subdivision text,
    add column city text,
    add column os_version text,
    add column browser_version text,
    add column passed integer[];

-- Not valid: what is stored already has none of these, and a look at every row would hold up ingestion for nothing.
alter table clicks
    add constraint clicks_asn_check check (asn between 1 and 4294967295) not valid,
    add constraint clicks_draw_check check (draw >= 0) not valid,
    add constraint clicks_signals_check check (signals >= 0) not valid,
    add constraint clicks_outcome_check check (outcome between 0 and 6) not valid,
    add constraint clicks_continent_check check (continent in ('AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA')) not valid,
    add constraint clicks_subdivision_check check (subdivision ~ '^[A-Z0-9]{1,3}$') not valid,
    add constraint clicks_city_check check (length(city) between 1 and 200) not valid,
    add constraint clicks_os_version_check check (length(os_version) between 1 and 64) not valid,
    add constraint clicks_browser_version_check check (length(browser_version) between 1 and 64) not valid,
    add constraint clicks_passed_check check (cardinality(passed) between 2 and 128 and cardinality(passed) % 2 = 0) not valid;

comment on column clicks.asn is 'Number of the network operator (autonomous system); null when not known.';
comment on column clicks.link_revision is 'How often the link had been changed when it decided this click; null when the edge did not tell.';
comment on column clicks.rule_id is 'Rule that took the click; null when none did.';
comment on column clicks.destination_id is 'Destination that was drawn; null when the link''s own URL was taken.';
comment on column clicks.offer_id is 'Offer of the destination; null when it has none.';
comment on column clicks.lander_id is 'Lander of the destination; null when it has none.';
comment on column clicks.traffic_source_id is 'Traffic source of the campaign at that time; null when it had none.';
comment on column clicks.draw is 'What was drawn among the weights, from 0 to below their sum; null when the edge did not tell.';
comment on column clicks.signals is 'What the visitor''s browser asked for, as bits: 1 Global Privacy Control, 2 Do Not Track.';
comment on column clicks.outcome is '0 unknown, 1 rule, 2 link''s own URL, 3 campaign''s default, 4 not started, 5 expired, 6 no destination; null when the edge did not tell.';
comment on column clicks.continent is 'AF, AN, AS, EU, NA, OC or SA; null when not known.';
comment on column clicks.subdivision is 'Subdivision code of ISO 3166-2 without its country; null when not known.';
comment on column clicks.city is 'City; null when not known.';
comment on column clicks.os_version is 'Version of the operating system as far as told; null when not.';
comment on column clicks.browser_version is 'Version of the browser as far as told; null when not.';
comment on column clicks.passed is 'Rules that did not take the click, in order: rule id and index of the first condition that did not hold, by turns; null when none.';
