-- Fixed-width columns first, eight bytes before four before two, so that no row is padded.
-- No default partition: a row without a partition must fail loudly, and attaching one must not scan.
-- No index but BRIN: the ledger keeps rows unique, the time within the click id leads to its page.
create table clicks (
    occurred_at timestamptz not null,
    seq bigint not null check (seq > 0),
    visitor bigint not null,
    click_id uuid not null,
    source_no integer not null,
    workspace_id integer not null,
    link_id integer not null,
    campaign_id integer not null,
    config_version integer not null,
    flags integer not null,
    judge_version integer not null,
    device smallint not null check (device between 0 and 6),
    method smallint not null check (method between 0 and 3),
    verdict smallint not null check (verdict between 0 and 4),
    country text not null check (country = '' or country ~ '^[A-Z]{2}$'),
    network inet,
    os text not null,
    browser text not null,
    language text not null,
    host text not null,
    target text not null,
    referrer text not null,
    user_agent text not null,
    destination text not null,
    reasons text[] not null,
    cost numeric(18, 6),
    currency text check (currency ~ '^[A-Z]{3}$'),
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
    parameters jsonb,
    check ((cost is null) = (currency is null))
)
partition by range (occurred_at);

create index clicks_by_time on clicks using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);

comment on table clicks is 'One row per request on a tracked link, whatever its verdict. Daily partitions clicks_pYYYYMMDD in UTC.';
comment on column clicks.occurred_at is 'Time of the click id: when the edge took the request.';
comment on column clicks.seq is 'Place of the click among the events of its source, from 1 without gaps.';
comment on column clicks.visitor is 'Keyed hash of address, User-Agent and workspace; changes with the salt.';
comment on column clicks.click_id is 'The click id, UUID version 7.';
comment on column clicks.source_no is 'Source that recorded the click, see edge_ledger.';
comment on column clicks.workspace_id is 'Workspace that owns the link.';
comment on column clicks.link_id is 'The link.';
comment on column clicks.campaign_id is 'The campaign of the link at that time.';
comment on column clicks.config_version is 'Version of the link configuration that the edge ran.';
comment on column clicks.flags is 'What was cut or mended, as bits.';
comment on column clicks.judge_version is 'Version of the list that judged.';
comment on column clicks.device is '0 other, 1 desktop, 2 mobile, 3 tablet, 4 tv, 5 console, 6 bot.';
comment on column clicks.method is '0 unknown, 1 GET, 2 HEAD, 3 POST.';
comment on column clicks.verdict is '0 unknown, 1 human, 2 bot, 3 suspect, 4 preview.';
comment on column clicks.country is 'ISO 3166-1 alpha-2; empty when not known.';
comment on column clicks.network is 'The client''s address cut to /24 or /48; null when unreadable.';
comment on column clicks.os is 'Family of the operating system.';
comment on column clicks.browser is 'Family of the browser.';
comment on column clicks.language is 'First language the browser asked for; empty when none.';
comment on column clicks.host is 'Host asked for.';
comment on column clicks.target is 'Path and query as they came.';
comment on column clicks.referrer is 'Page the visitor came from; empty when not told.';
comment on column clicks.user_agent is 'User-Agent as it came.';
comment on column clicks.destination is 'Where the visitor was sent.';
comment on column clicks.reasons is 'Why the verdict, as codes.';
comment on column clicks.cost is 'What the traffic source says the click cost.';
comment on column clicks.currency is 'ISO 4217 currency of the cost.';
comment on column clicks.sub1 is 'Value of the parameter sub1; sub2 to sub10 likewise.';
comment on column clicks.parameters is 'The other query parameters.';
