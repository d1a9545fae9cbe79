# shellcheck shell=bash
# Reads the running Postgres back: durability, who may log in and do what, partitions.

PARTITIONED_TABLES=(clicks watermarks)

check_postgres() {
  local name=$1 key value
  check_alive "$name" || return 0
  while read -r key value; do
    check "$name $key" "$value" "$(one_value "select setting from pg_settings where name = '$key'")"
  done < <(postgres_rules)
  check "$name listen_addresses" "$(address_of centre)" "$(one_value 'show listen_addresses')"
  check "$name data checksums" on "$(one_value 'show data_checksums')"
  check "$name settings of roles or databases that override the rules" none "$(one_value "select coalesce(string_agg(distinct setting, ' '), 'none')
    from pg_db_role_setting, unnest(setconfig) as setting where split_part(setting, '=', 1) in ($(rule_names))")"
  check "$name superusers" clickway_admin "$(one_value "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolsuper")"
  check "$name logins" "clickway_admin reporting reporting_api warehouse" "$(one_value "select string_agg(rolname, ' ' order by rolname)
    from pg_roles where rolcanlogin and rolname not in (select login from hardening.logins where login ~ '_[0-9]+\$')")"
  check "$name roles with more rights than needed" none "$(one_value "select coalesce(string_agg(rolname, ' '), 'none') from pg_roles
    where rolname in ('warehouse', 'reporting') and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)")"
  check "$name memberships of warehouse and reporting" none "$(one_value "select coalesce(string_agg(r.rolname, ' '), 'none')
    from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname in ('warehouse', 'reporting')")"
  check "$name passwords without SCRAM" none "$(one_value "select coalesce(string_agg(rolname, ' '), 'none') from pg_authid
    where rolcanlogin and (rolpassword is null or rolpassword not like 'SCRAM-SHA-256\$%')")"
  check "$name rights of everybody on the database" none "$(one_value "select coalesce(string_agg(privilege_type, ' '), 'none')
    from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) where datname = '$DATABASE' and grantee = 0")"
  check "$name rights of everybody on schema public" none "$(one_value "select coalesce(string_agg(privilege_type, ' '), 'none')
    from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) where nspname = 'public' and grantee = 0")"
  check "$name tables reporting may write" none "$(one_value "select coalesce(string_agg(oid::regclass::text, ' '), 'none') from pg_class
    where relkind in ('r', 'p', 'v', 'm') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and has_table_privilege('reporting', oid, 'insert, update, delete, truncate')")"
  check "$name what analysts could do beyond reading" none "$(one_value "select coalesce(string_agg(gap, '; '), 'none')
    from (select * from hardening.gaps() as gap limit 5) as found")" "scripts/up sets it right"
  check "$name what analysts' logins changed of themselves" none "$(one_value "select coalesce(string_agg(login || ': ' || changes, '; '),
    'none') from (select login, hardening.changes_of(login) as changes from hardening.logins) as found where changes is not null")" \
    "the warehouse undoes it; scripts/up, too"
  check "$name private memory of a process, MiB" "$POSTGRES_PROCESS_MIB" "$(memory_limit 'Max data size')"
  check "$name address space of a process, MiB" "$((POSTGRES_PROCESS_MIB + 768))" "$(memory_limit 'Max address space')"
  check "$name jit_provider" none "$(one_value 'show jit_provider')"
  check "$name extension hll" installed "$(one_value "select 'installed' from pg_extension where extname = 'hll'")"
  for key in "${PARTITIONED_TABLES[@]}"; do check_partitions "$name" "$key"; done
}

# One session for each statement keeps this simple; a statement takes about 10 ms.
one_value() { sql "$DATABASE" -At -c "$1" 2>/dev/null || true; }

# memory_limit NAME: of the running server, in MiB; its children have the same.
memory_limit() {
  local bytes
  bytes=$(sed -n "s/^$1  *\([0-9]*\) .*/\1/p" "/proc/$(proc postgres pid)/limits" 2>/dev/null) || true
  printf '%s' "$((${bytes:-0} / 1048576))"
}

rule_names() { postgres_rules | cut -d' ' -f1 | sed "s/.*/'&'/" | paste -sd, -; }

# Once the warehouse has made the table: no default partition, and today's and tomorrow's exist.
check_partitions() {
  local name=$1 table=$2
  [[ $(one_value "select 1 from pg_partitioned_table where partrelid = to_regclass('public.$table')") == 1 ]] || return 0
  # A warehouse that has just started may still be making them.
  wait_until 20 has_partitions "$table" || true
  check "$name default partition of $table" none "$(one_value "select case partdefid when 0 then 'none' else partdefid::regclass::text end
    from pg_partitioned_table where partrelid = to_regclass('public.$table')")" "move its rows and drop it"
  check "$name partitions of $table for today and tomorrow (UTC)" 2 "$(partitions_ahead "$table")" \
    "scripts/logs warehouse: it creates them"
}

has_partitions() { [[ $(partitions_ahead "$1") == 2 ]]; }

partitions_ahead() {
  one_value "select count(*) from pg_inherits where inhparent = to_regclass('public.$1') and inhrelid::regclass::text in
    ('$1_p' || to_char(now() at time zone 'utc', 'YYYYMMDD'), '$1_p' || to_char(now() at time zone 'utc' + interval '1 day', 'YYYYMMDD'))"
}
