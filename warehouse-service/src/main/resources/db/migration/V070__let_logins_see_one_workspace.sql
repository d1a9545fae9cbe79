-- Logins of analysts who see one workspace, made by scripts/reporting-login. What a login may do at all stands in
-- scripts/lib/hardening.sql.
create table reporting_logins (
    login name primary key check (login ~ '^reporting_[0-9]+$'),
    workspace_id integer not null references workspaces (workspace_id),
    created_at timestamptz not null default now()
);

comment on table reporting_logins is 'Which workspace a login of analysts sees; a login that is neither here nor known otherwise sees none.';

-- The session's login decides, which nothing within a session can change. Only the service, which runs statements for many,
-- says the workspace by a setting; its statements can't call what would set it.
-- Parallel unsafe on purpose: a query of analysts is never spread over workers that ingestion needs.
create or replace function reporting.visible_workspace() returns integer
language sql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
    select case
        when session_user = 'reporting_api' then coalesce(nullif(current_setting('clickway.workspace', true), '')::integer, -1)
        when session_user ~ '^reporting_' then coalesce((
            select workspace_id
            from public.reporting_logins
            where login = session_user), -1)
        -- Within this function the current user is the owner of the tables.
        when session_user in ('reporting', current_user) then 0
        when (
            select rolsuper
            from pg_roles
            where rolname = session_user) then 0
        else -1
    end;
$$;

-- What changed in the schema reporting, for those who build on it.
create table reporting_versions (
    version integer primary key check (version > 0),
    changes text not null,
    since timestamptz not null default now()
);

insert into reporting_versions (version, changes)
values
    (1, 'clicks'),
    (2, 'workspaces, campaigns, links, offers, landers, rules, traffic_sources, completeness, schema_version; counts by '
        'quarter of an hour, hour, day and month; clicks has more columns');

comment on table reporting_versions is 'Versions of the schema reporting; columns are only ever added, at the end.';
