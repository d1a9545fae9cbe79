-- What logins of analysts may not do, whatever they set for themselves: said again at every start, by the superuser.
-- A login of analysts is reporting, reporting_api, or reporting_ and the number of a workspace.
create schema if not exists hardening;
revoke all on schema hardening from public;
grant usage on schema hardening to warehouse, reporting_api;

create table if not exists hardening.logins (
    login name primary key check (login ~ '^reporting(_api|_[0-9]+)?$'),
    connections int not null,
    settings text[] not null,
    verifier text not null
);
comment on table hardening.logins is 'Logins of analysts as they must be; what one of them changes of itself is undone.';

-- All that writes, locks, waits, listens, tells of other sessions or of files, or runs a text as a statement. By rule, so
-- that a newer Postgres brings nothing in: volatile is denied unless named here.
create or replace function hardening.denied_functions() returns setof oid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select oid
    from pg_proc
    where pronamespace in ('pg_catalog'::regnamespace, 'public'::regnamespace)
      and prokind in ('f', 'p')
      and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype, 'language_handler'::regtype,
          'index_am_handler'::regtype, 'table_am_handler'::regtype, 'tsm_handler'::regtype, 'fdw_handler'::regtype)
      and (
          provolatile = 'v'
              and proname not in ('random', 'clock_timestamp', 'timeofday', 'gen_random_uuid', 'pg_partition_tree',
                  'pg_partition_ancestors', 'pg_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_total_relation_size',
                  'pg_is_in_recovery', 'pg_collation_actual_version')
          or proname ~ '^(pg_stat_|pg_ls_|pg_read_|pg_get_replication_slots|pg_show_replication_origin|pg_replication_origin)'
          or proname ~ '^(txid_current|pg_current_xact_id|lo_|pg_logical_|pg_advisory|pg_try_advisory)'
          or proname ~ '_to_xml'
          or proname in ('pg_tablespace_location', 'pg_relation_filepath', 'pg_export_snapshot', 'pg_tablespace_databases'));
$$;

do $$
declare
    denied regprocedure;
begin
    for denied in
        select p.oid::regprocedure
        from hardening.denied_functions() as d
            join pg_proc p on p.oid = d
        where exists (
            select
            from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
            where a.grantee = 0)
    loop
        execute format('revoke execute on function %s from public', denied);
        execute format('grant execute on function %s to warehouse', denied);
    end loop;
end;
$$;

-- Without a language there is no "do".
revoke usage on language plpgsql from public;
grant usage on language plpgsql to warehouse;

create or replace function hardening.grant_reading(login name) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('grant connect on database %I to %I', current_database(), login);
    execute format('grant usage on schema reporting to %I', login);
    -- The extension hll looks its functions up by name, in the schema it lies in. No table there may be read.
    execute format('grant usage on schema public to %I', login);
    execute format('grant select on all tables in schema reporting to %I', login);
    execute format('alter default privileges for role warehouse in schema reporting grant select on tables to %I', login);
    if login = 'reporting_api' then
        execute format('grant usage on schema hardening to %I', login);
    end if;
end;
$$;

-- A role may give itself settings, default privileges and another password; nothing else of it can be changed by itself.
create or replace function hardening.changes_of(login name) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select nullif(concat_ws(', ',
        case when r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolinherit or r.rolreplication or r.rolbypassrls
            or not r.rolcanlogin or r.rolconnlimit <> l.connections then 'rights' end,
        case when exists (
                select
                from pg_db_role_setting s
                where s.setrole = r.oid
                  and s.setdatabase <> 0)
            or (
                select array_agg(setting order by setting)
                from pg_db_role_setting s, unnest(s.setconfig) as setting
                where s.setrole = r.oid
                  and s.setdatabase = 0) is distinct from (
                select array_agg(setting order by setting)
                from unnest(l.settings) as setting) then 'settings' end,
        case when r.rolpassword is distinct from l.verifier then 'password' end,
        case when exists (
            select
            from pg_default_acl d
            where d.defaclrole = r.oid) then 'default privileges' end), '')
    from hardening.logins l
        join pg_authid r on r.rolname = l.login
    where l.login = changes_of.login;
$$;

create or replace function hardening.restore(login name) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    wanted hardening.logins;
    database name;
    setting text;
begin
    select l.* into strict wanted from hardening.logins l where l.login = restore.login;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls connection limit %s'
        ' password %L', login, wanted.connections, wanted.verifier);
    for database in
        select d.datname
        from pg_db_role_setting s
            join pg_database d on d.oid = s.setdatabase
            join pg_roles r on r.oid = s.setrole
        where r.rolname = login
    loop
        execute format('alter role %I in database %I reset all', login, database);
    end loop;
    execute format('alter role %I reset all', login);
    foreach setting in array wanted.settings loop
        execute format('alter role %I set %I to %L', login, split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1));
    end loop;
    if exists (select from pg_default_acl d join pg_roles r on r.oid = d.defaclrole where r.rolname = login) then
        execute format('drop owned by %I', login);
    end if;
    perform hardening.grant_reading(login);
end;
$$;

-- For the warehouse's watch. Ends the sessions of a login that changed itself, and undoes the change.
create or replace function hardening.undo_login_changes() returns setof text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    changed record;
begin
    for changed in
        select
            l.login,
            hardening.changes_of(l.login) as what
        from hardening.logins l
    loop
        if changed.what is not null then
            perform hardening.restore(changed.login);
            perform pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = changed.login;
            return next changed.login || ' changed its own ' || changed.what;
        end if;
    end loop;
end;
$$;

-- For the warehouse's watch: ends sessions of analysts, and of nobody else, whose transaction is older than the limit, or
-- all of them when the queue of notifications grows, which only they could fill.
create or replace function hardening.end_overdue(limit_seconds int) returns setof text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    session record;
    is_queue_filling boolean := pg_notification_queue_usage() > 0.002;
begin
    for session in
        select
            l.login,
            a.pid,
            extract(epoch from clock_timestamp() - a.xact_start) as seconds
        from pg_stat_activity a
            join hardening.logins l on l.login = a.usename
    loop
        if is_queue_filling or session.seconds > greatest(limit_seconds, 5) then
            perform pg_terminate_backend(session.pid);
            return next session.login || case when is_queue_filling then ': notifications fill their queue'
                else ': a transaction of ' || session.seconds::int || ' s' end;
        end if;
    end loop;
end;
$$;

-- For the warehouse's watch: the server's processes that work for analysts step back behind all others, as far as a process
-- may let itself and others of its account step back (nice 15 has 1/28 of the weight of 0), or a few full scans would take
-- the cores from those who store clicks. Only root could undo it; it ends with their sessions.
create or replace function hardening.step_back() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from pg_stat_activity a join hardening.logins l on l.login = a.usename where a.state = 'active') then
        copy (select a.pid from pg_stat_activity a join hardening.logins l on l.login = a.usename)
            to program '/usr/bin/xargs -r /usr/bin/renice -n 15 -p >/dev/null 2>&1 || :';
    end if;
end;
$$;

-- What is not as it must be before a stranger's statement may run; empty when all is. Reads catalogs only.
create or replace function hardening.gaps() returns setof text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with logins as (
        select *
        from pg_roles
        where rolname ~ '^reporting(_api|_[0-9]+)?$')
    select 'login ' || rolname || ' has rights of a role beyond reading'
    from logins
    where rolsuper or rolcreatedb or rolcreaterole or rolinherit or rolreplication or rolbypassrls or rolconnlimit < 0
    union all
    select 'login ' || rolname || ' is member of another role'
    from logins
    where oid in (select member from pg_auth_members)
    union all
    select 'login ' || rolname || ' has no limit of temporary files'
    from logins
    where not exists (
        select
        from pg_db_role_setting s, unnest(s.setconfig) as setting
        where s.setrole = logins.oid
          and setting like 'temp\_file\_limit=%')
    union all
    select 'login ' || rolname || ' owns something'
    from logins
    where oid in (select refobjid from pg_shdepend where deptype = 'o')
    union all
    select 'login ' || rolname || ' may make objects in the database'
    from logins
    where has_database_privilege(oid, current_database(), 'create, temporary')
    union all
    select 'login ' || rolname || ' may use schema ' || nspname
    from logins, pg_namespace n
    where nspname not in ('pg_catalog', 'information_schema', 'reporting', 'public')
      and nspname !~ '^pg_(toast|temp)'
      and not (nspname = 'hardening' and rolname = 'reporting_api')
      and has_schema_privilege(logins.oid, n.oid, 'usage')
    union all
    select 'login ' || rolname || ' may create in schema ' || nspname
    from logins, pg_namespace n
    where has_schema_privilege(logins.oid, n.oid, 'create')
    union all
    select 'login ' || rolname || ' may use language ' || lanname
    from logins, pg_language n
    where lanpltrusted
      and lanname <> 'sql'
      and has_language_privilege(logins.oid, n.oid, 'usage')
    union all
    select 'login ' || rolname || ' may write ' || c.oid::regclass
    from logins, pg_class c
    where relkind in ('r', 'p', 'v', 'm', 'f')
      and (relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) or relname <> 'pg_settings')
      and has_table_privilege(logins.oid, c.oid, 'insert, update, delete, truncate, references, trigger')
    union all
    select 'login ' || rolname || ' may read ' || c.oid::regclass
    from logins, pg_class c
    where relkind in ('r', 'p', 'v', 'm', 'f')
      and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'reporting'::regnamespace)
      and has_table_privilege(logins.oid, c.oid, 'select')
    union all
    select c.oid::regclass || ' is no view with a security barrier'
    from pg_class c
    where relnamespace = 'reporting'::regnamespace
      and relkind in ('r', 'p', 'v', 'm', 'f')
      and (relkind <> 'v' or coalesce(array_to_string(reloptions, ','), '') !~ 'security_barrier=(true|on|1)')
    union all
    select 'function ' || d::regprocedure || ' may be called by ' || rolname
    from logins, hardening.denied_functions() as d
    where has_function_privilege(logins.oid, d, 'execute');
$$;

revoke all on all functions in schema hardening from public;
revoke all on all tables in schema hardening from public;
grant execute on function hardening.undo_login_changes(), hardening.end_overdue(int), hardening.step_back() to warehouse;
grant execute on function hardening.gaps(), hardening.denied_functions() to warehouse, reporting_api;
