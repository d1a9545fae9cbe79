package io.clickway.warehouse.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What a hostile analyst may send. {@code login}: the SQLSTATE that a direct login gets, in a session where it has set
 * everything it may; {@code -} for what is let through because it changes nothing that lasts. {@code api}: the status of
 * {@code POST /api/sql}.
 */
record Attack(String kind, String login, int api, String sql) {

    /** Whether it would go on for ever; which limit ends it first depends on the machine. */
    boolean isBounded() {
        return kind.equals("time");
    }

    private static final String ALL = """
            stacked       | -     | 400 | select 1; select 2
            stacked       | 42501 | 400 | select 1; drop table public.clicks
            stacked       | 42501 | 400 | select 1; create table public.x (a int)
            stacked       | -     | 400 | commit; begin read write
            stacked       | 42601 | 400 | select 1) ; drop table public.clicks; --
            stacked       | 42501 | 400 | select 1;;insert into public.clicks_15m select * from public.clicks_15m
            stacked       | 42501 | 400 | select $$;$$; delete from public.workspaces
            stacked       | 42501 | 400 | select '\\'; delete from public.workspaces --'
            write         | 42501 | 400 | insert into public.workspaces (slug, name) values ('x', 'x')
            write         | 42501 | 400 | update public.links set url = 'https://evil.example'
            write         | 42501 | 400 | delete from public.api_keys
            write         | 42501 | 400 | truncate public.clicks
            write         | 55000 | 400 | delete from reporting.clicks
            write         | 42501 | 400 | insert into reporting.workspaces (workspace) values ('x')
            write         | 55000 | 400 | update reporting.campaigns set name = 'x'
            write         | 42501 | 422 | with gone as (delete from public.links returning 1) select * from gone
            write         | 42501 | 422 | with made as (insert into reporting.workspaces (workspace) values ('x') returning 1) select * from made
            write         | 42501 | 422 | select workspace from reporting.campaigns for update
            write         | 42501 | 422 | select oid from pg_class for share
            write         | 42501 | 400 | create table public.evil (a int)
            write         | 42501 | 400 | create temp table evil (a int)
            write         | 42501 | 400 | select 1 as a into temp evil
            write         | 42501 | 400 | create schema evil
            write         | 42501 | 400 | create view reporting.evil as select 1 as a
            write         | 42501 | 400 | create function reporting.evil() returns int language sql as 'select 1'
            write         | 42501 | 400 | create function pg_temp.evil() returns int language sql as 'select 1'
            write         | 42501 | 400 | alter view reporting.clicks rename to c
            write         | 42501 | 400 | drop view reporting.clicks
            write         | 42501 | 400 | comment on view reporting.clicks is 'evil'
            write         | 42501 | 400 | create extension dblink
            write         | 42501 | 400 | create publication evil for all tables
            write         | 42501 | 400 | create sequence reporting.evil
            write         | 42501 | 400 | create domain reporting.evil as int
            write         | 42501 | 400 | merge into public.links using (select 1) s on true when matched then delete
            code          | 42501 | 400 | do $$ begin perform 1; end $$
            code          | 42501 | 400 | do language plpgsql 'begin perform 1; end'
            code          | 42501 | 400 | create procedure reporting.evil() language sql as 'select 1'
            code          | 42501 | 400 | create trigger evil before insert on public.clicks_15m for each row execute function suppress_redundant_updates_trigger()
            code          | 42501 | 400 | load 'plpgsql'
            code          | 0A000 | 400 | create language plperl
            set           | -     | 400 | set statement_timeout = 0
            set           | -     | 400 | set transaction read write
            set           | -     | 400 | set session characteristics as transaction read write
            set           | -     | 400 | reset all
            set           | -     | 400 | discard all
            set           | -     | 400 | set clickway.workspace = '0'
            set           | 42501 | 400 | set temp_file_limit = -1
            set           | 42501 | 400 | set log_statement = 'all'
            set           | 42501 | 400 | set log_min_messages = debug5
            set           | 42501 | 400 | set session_preload_libraries = 'evil'
            set           | 55P02 | 400 | set fsync = off
            set           | 42501 | 400 | alter system set fsync = off
            set           | 42501 | 400 | alter database clickway set work_mem = '1GB'
            set           | 42501 | 422 | select set_config('transaction_read_only', 'off', false)
            set           | 42501 | 422 | select set_config('clickway.workspace', '0', true)
            set           | 42501 | 422 | select pg_catalog.set_config('search_path', 'public', false) from reporting.workspaces
            set           | 42501 | 400 | update pg_settings set setting = '64MB' where name = 'work_mem'
            set           | 42501 | 422 | select pg_reload_conf()
            role          | 42501 | 400 | set role warehouse
            role          | 42501 | 400 | set session authorization clickway_admin
            role          | 42501 | 400 | create role evil
            role          | 42501 | 400 | alter role reporting superuser
            role          | 42501 | 400 | alter role warehouse password 'x'
            role          | 42501 | 400 | alter role reporting_api set clickway.workspace = '0'
            role          | 42501 | 400 | grant warehouse to reporting
            role          | 42501 | 400 | grant select on public.clicks to reporting
            role          | 42501 | 400 | alter role reporting connection limit 100
            role          | 42501 | 400 | drop role warehouse
            role          | 22023 | 400 | security label on role reporting is 'x'
            copy          | 42501 | 400 | copy (select 1) to program 'touch /tmp/evil'
            copy          | 42501 | 400 | copy (select 1) to '/tmp/evil'
            copy          | 42501 | 400 | copy public.workspaces from '/etc/passwd'
            copy          | 42501 | 400 | copy public.clicks to stdout
            large object  | 42501 | 422 | select lo_create(0)
            large object  | 42501 | 422 | select lo_creat(-1)
            large object  | 42501 | 422 | select lo_from_bytea(0, 'evil')
            large object  | 42501 | 422 | select lo_put(1, 0, 'evil')
            large object  | 42501 | 422 | select lo_get(1)
            large object  | 42501 | 422 | select lo_unlink(1)
            large object  | 42501 | 422 | select lo_import('/etc/passwd')
            large object  | 42501 | 422 | select lo_open(1, 131072)
            catalog       | 42501 | 422 | select * from pg_authid
            catalog       | 42501 | 422 | select * from pg_shadow
            catalog       | 42501 | 422 | select * from pg_statistic
            catalog       | 42501 | 422 | select * from pg_stat_activity
            catalog       | 42501 | 422 | select * from pg_stat_get_activity(null)
            catalog       | 42501 | 422 | select * from pg_locks
            catalog       | 42501 | 422 | select * from pg_hba_file_rules
            catalog       | 42501 | 422 | select * from pg_file_settings
            catalog       | 42501 | 422 | select current_setting('data_directory')
            catalog       | 42501 | 422 | select pg_relation_filepath('pg_class')
            catalog       | 42501 | 422 | select * from pg_user_mapping
            catalog       | 42501 | 422 | select * from public.clicks
            catalog       | 42501 | 422 | select * from public.api_keys
            catalog       | 42501 | 422 | select * from public.reporting_logins
            catalog       | 42501 | 422 | select * from hardening.logins
            catalog       | 42501 | 422 | select * from public.client_addresses
            catalog       | 42501 | 400 | update pg_class set relname = 'x'
            catalog       | 42501 | 400 | insert into pg_db_role_setting values (0, 0, '{a=b}')
            files         | 42501 | 422 | select pg_read_file('/etc/passwd')
            files         | 42501 | 422 | select pg_read_binary_file('PG_VERSION')
            files         | 42501 | 422 | select pg_ls_dir('.')
            files         | 42501 | 422 | select pg_stat_file('PG_VERSION')
            files         | 42501 | 422 | select * from pg_ls_logdir()
            lock          | 42501 | 422 | select pg_advisory_lock(1)
            lock          | 42501 | 422 | select pg_try_advisory_lock(1)
            lock          | 42501 | 422 | select pg_advisory_xact_lock(1, 2)
            lock          | 42501 | 422 | select pg_try_advisory_xact_lock_shared(1)
            lock          | 42501 | 422 | select pg_advisory_unlock_all()
            lock          | 25P01 | 400 | lock table reporting.clicks in access share mode
            wait          | 42501 | 422 | select pg_sleep(100)
            wait          | 42501 | 422 | select pg_sleep_for('1 hour')
            wait          | 42501 | 422 | select pg_sleep_until('tomorrow')
            sessions      | 42501 | 422 | select pg_cancel_backend(1)
            sessions      | 42501 | 422 | select pg_terminate_backend(1)
            sessions      | 42501 | 422 | select pg_notify('a', 'b')
            sessions      | -     | 400 | listen evil
            sessions      | -     | 400 | notify evil, 'x'
            sessions      | 42501 | 422 | select pg_export_snapshot()
            sessions      | 42501 | 422 | select pg_blocking_pids(1)
            transactions  | 42501 | 422 | select txid_current()
            transactions  | 42501 | 422 | select pg_current_xact_id()
            transactions  | 42501 | 422 | select pg_logical_emit_message(false, 'a', 'b')
            transactions  | -     | 400 | prepare transaction 'evil'
            transactions  | 42501 | 422 | select pg_create_restore_point('evil')
            transactions  | 42501 | 422 | select pg_switch_wal()
            transactions  | 42501 | 422 | select pg_create_physical_replication_slot('evil')
            transactions  | 42501 | 422 | select pg_replication_origin_create('evil')
            transactions  | 42501 | 400 | checkpoint
            statistics    | 42501 | 422 | select pg_stat_reset()
            statistics    | 42501 | 422 | select pg_stat_reset_shared('bgwriter')
            statistics    | 42501 | 422 | select * from pg_stat_user_tables
            xml           | 42501 | 422 | select query_to_xml('delete from public.links', true, true, '')
            xml           | 42501 | 422 | select table_to_xml('public.clicks', true, true, '')
            xml           | 42501 | 422 | select cursor_to_xml('analysis', 1, true, true, '')
            xml           | 42501 | 422 | select database_to_xml(true, true, '')
            xml           | 42501 | 422 | select schema_to_xml('public', true, true, '')
            text as code  | 42501 | 422 | select * from ts_stat('select 1')
            text as code  | 42501 | 422 | select ts_rewrite('a'::tsquery, 'select 1, 2')
            text as code  | 42501 | 422 | select nextval('public.faults_fault_id_seq')
            text as code  | 42501 | 422 | select currtid2('pg_class', '(0,1)')
            cursor        | 25P01 | 400 | declare analysis cursor for select 1
            cursor        | 34000 | 400 | close analysis
            cursor        | 34000 | 400 | fetch all from analysis
            cursor        | -     | 400 | prepare evil as select 1
            cursor        | 26000 | 400 | execute evil
            cursor        | -     | 400 | explain select 1
            cursor        | 26000 | 400 | deallocate evil
            memory        | 53200 | 422 | select length(repeat('x', 900000000) || repeat('y', 100000000))
            memory        | 54000 | 422 | select length(repeat('x', 2000000000))
            memory        | 53200 | 422 | select count(distinct repeat('x', 1000) || g) from generate_series(1, 1000000) g
            memory        | 53400 | 400 | set work_mem = '64kB'; select count(distinct repeat('x', 1000) || g) from generate_series(1, 1000000) g
            memory        | 53200 | 422 | select length(string_agg(repeat('x', 10000), '')) from generate_series(1, 90000)
            memory        | 54001 | 422 | with recursive r as (select 1) select repeat('(', 200000)::tsquery
            time          | 57P01 | 408 | select count(*) from generate_series(1, 100000) a, generate_series(1, 1000000) b
            time          | 57P01 | 408 | select count(*) from pg_class a, pg_class b, pg_class c, pg_class d
            time          | 57P01 | 408 | with recursive r (n) as (select 1 union all select n + 1 from r where n < 100000) select count(*) from r as a, r as b where a.n + b.n < 0
            time          | 57P01 | 408 | select sum(length(md5(repeat('x', 1000000) || g))) from generate_series(1, 1000000) g
            """;

    static List<Attack> all() {
        var attacks = new ArrayList<Attack>();
        for (var line : ALL.lines().toList()) {
            var parts = line.split("\\|", 4);
            attacks.add(new Attack(
                    parts[0].strip(), parts[1].strip(), Integer.parseInt(parts[2].strip()), parts[3].strip()));
        }
        return attacks;
    }

    @Override
    public String toString() {
        return kind + ": " + (sql.length() > 70 ? sql.substring(0, 70) + "…" : sql);
    }
}
