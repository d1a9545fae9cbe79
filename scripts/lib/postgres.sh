# shellcheck shell=bash
# The private Postgres 15 of the centre: a commit is on disk before it is answered, every login has a password.

POSTGRES_BIN=/usr/lib/postgresql/15/bin
DATABASE=clickway
# From where anybody may connect at all.
POSTGRES_CLIENTS=127.0.0.0/8

# The hop rules, one "name value" per line: given on the command line, and read back by the doctor.
postgres_rules() {
  cat <<'EOF'
fsync on
synchronous_commit on
full_page_writes on
wal_sync_method fdatasync
password_encryption scram-sha-256
EOF
}

define_postgres() {
  local name=postgres account conf data address sockets
  account=$(account_of postgres)
  address=$(address_of centre)
  conf=$(conf_dir "$name")
  data=$(data_dir "$name")
  process_dirs "$name" "$account"
  # A Unix socket's path is at most 107 bytes; in a deeper folder there is none.
  sockets=$data
  if ((${#sockets} > 80)); then sockets=; fi
  {
    cat <<EOF
data_directory = '$data/pgdata'
hba_file = '$conf/pg_hba.conf'
ident_file = '$conf/pg_ident.conf'
listen_addresses = '$address'
port = $POSTGRES_PORT
unix_socket_directories = '$sockets'
unix_socket_permissions = 0700
max_connections = 160
shared_buffers = '256MB'
effective_cache_size = '1GB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
wal_compression = on
max_wal_size = '2GB'
min_wal_size = '256MB'
checkpoint_completion_target = 0.9
autovacuum_naptime = '10s'
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = '5s'
cluster_name = 'clickway'
jit_provider = 'none'
max_worker_processes = 4
EOF
  } | put "$conf/postgresql.conf" 0600 "$account"
  put "$conf/pg_hba.conf" 0600 "$account" <<EOF
# type database user address method
local all clickway_admin scram-sha-256
host all clickway_admin $POSTGRES_CLIENTS scram-sha-256
# Who may connect at all is a right on the database: logins of workspaces come and go.
host $DATABASE all $POSTGRES_CLIENTS scram-sha-256
EOF
  put "$conf/pg_ident.conf" 0600 "$account" </dev/null
  put "$conf/env" 0600 </dev/null
  # The rules stand on the command line as well: there, "alter system" cannot override them.
  local rule rules=()
  while read -r rule; do rules+=(-c "${rule/ /=}"); done < <(postgres_rules)
  # No statement takes the machine's memory: a process that asks for more gets "out of memory", and the others go on. The
  # second limit counts shared memory, too, of which a parallel plan could take any amount; 768 MiB stand for shared_buffers,
  # libraries and what is only reserved.
  define "$name" postgres centre "$POSTGRES_PORT" /usr/bin/prlimit "--data=$((POSTGRES_PROCESS_MIB * 1048576))" \
    "--as=$(((POSTGRES_PROCESS_MIB + 768) * 1048576))" -- \
    "$POSTGRES_BIN/postgres" -D "$data/pgdata" \
    -c "config_file=$conf/postgresql.conf" "${rules[@]}"
}

# Makes the cluster on first use; a half-made one (power failed) is made anew, it holds nothing yet.
create_cluster() {
  local account conf data
  account=$(account_of postgres)
  conf=$(conf_dir postgres)
  data=$(data_dir postgres)
  if [[ ! -f $data/pgdata/PG_VERSION ]]; then
    secret POSTGRES_ADMIN | put "$conf/initial-password" 0400 "$account"
    fresh_log "$(log_file postgres-init)"
    run_as "$account" rm -rf "$data/pgdata.new" "$data/pgdata"
    (cd / && run_as "$account" "$POSTGRES_BIN/initdb" -D "$data/pgdata.new" --username clickway_admin --pwfile "$conf/initial-password" \
      --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --data-checksums) >"$(log_file postgres-init)" 2>&1 \
      || { show_log_tail "$(log_file postgres-init)"; die "Postgres could not create its data folder"; }
    run_as "$account" mv "$data/pgdata.new" "$data/pgdata"
    rm -f "$conf/initial-password"
  fi
}

# Where nobody reaps the children of the dead (a bare container), a killed postmaster stays as a zombie, and its lock
# file looks held for ever. Called only once the recorded process and all of its session are known to be gone.
drop_stale_postmaster_file() {
  local file pid
  file=$(data_dir postgres)/pgdata/postmaster.pid
  [[ -f $file ]] || return 0
  pid=$(sed -n 1p "$file")
  if [[ $pid == "$(proc postgres pid)" ]] && ! alive postgres; then
    rm -f "$file" "$(data_dir postgres)/.s.PGSQL.$POSTGRES_PORT.lock"
  fi
}

prepare_pgpass() {
  if [[ ! -f $HOME_DIR/.pgpass ]]; then
    printf '%s:%s:*:clickway_admin:%s\n' "$(address_of centre)" "$POSTGRES_PORT" "$(secret POSTGRES_ADMIN)" | put "$HOME_DIR/.pgpass" 0600
  fi
}

# sql DATABASE < statements: as superuser over TCP; the password comes from a file.
sql() {
  local database=$1
  shift
  prepare_pgpass
  PGPASSFILE=$HOME_DIR/.pgpass PGCONNECT_TIMEOUT=5 PGOPTIONS='-c client_min_messages=warning' timeout 30 \
    "$POSTGRES_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$(address_of centre)" -p "$POSTGRES_PORT" -U clickway_admin -d "$database" "$@"
}

health_postgres() { [[ $(sql postgres -At -c 'select 1' 2>/dev/null) == 1 ]]; }

# Database, roles, rights: said again at every start, so that a changed right comes back.
provision_postgres() {
  local exists
  exists=$(sql postgres -At -c "select 1 from pg_database where datname = '$DATABASE'")
  if [[ $exists != 1 ]]; then sql postgres -c "create database $DATABASE"; fi
  sql "$DATABASE" <<EOF
create extension if not exists hll;
select format('create role %I login', name)
from (values ('warehouse'), ('reporting'), ('reporting_api')) as wanted (name)
where name not in (select rolname from pg_roles)
\gexec
alter role warehouse login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls password '$(secret POSTGRES_WAREHOUSE)';
alter database $DATABASE reset all;
alter role warehouse reset all;
revoke all on database $DATABASE, postgres, template1 from public;
grant connect, create, temporary on database $DATABASE to warehouse;
revoke all on schema public from public;
grant usage, create on schema public to warehouse;
create schema if not exists reporting authorization warehouse;
EOF
  { printf 'begin;\n' && cat "$SCRIPTS_DIR/lib/hardening.sql" && printf 'commit;\n'; } | sql "$DATABASE"
  provision_login reporting 5 "$(secret POSTGRES_REPORTING)"
  provision_login reporting_api 16 "$(secret POSTGRES_REPORTING_API)"
  sql "$DATABASE" -c "select hardening.restore(login) from hardening.logins where login ~ '_[0-9]+\$'" >/dev/null
}

# What a login of analysts starts with. It may set most of it otherwise for its session; the limits on connections, on
# temporary files and on what it writes into the server's log (an error tells any text in full) it can't, and the
# warehouse ends what runs too long whatever is set.
login_settings() {
  cat <<'EOF'
default_transaction_read_only=on
statement_timeout=5min
lock_timeout=2s
idle_in_transaction_session_timeout=1min
idle_session_timeout=1h
client_connection_check_interval=5s
temp_file_limit=256MB
work_mem=16MB
max_parallel_workers_per_gather=0
search_path=reporting
log_min_messages=fatal
log_min_error_statement=panic
log_min_duration_statement=-1
EOF
}

# provision_login LOGIN CONNECTIONS PASSWORD: in one transaction, so that the warehouse's watch sees it before or after.
provision_login() {
  local settings
  settings=$(login_settings | paste -sd, -)
  sql "$DATABASE" >/dev/null <<EOF
begin;
select format('create role %I login', '$1')
where '$1' not in (select rolname from pg_roles)
\gexec
alter role $1 password '$3';
insert into hardening.logins (login, connections, settings, verifier)
select '$1', $2, string_to_array('$settings', ','), rolpassword
from pg_authid
where rolname = '$1'
on conflict (login) do update
set connections = excluded.connections, settings = excluded.settings, verifier = excluded.verifier;
select hardening.restore('$1');
commit;
EOF
}

postgres_url() { # ROLE SECRET
  printf 'postgresql://%s:%s@%s:%s/%s' "$1" "$(secret "$2")" "$(address_of centre)" "$POSTGRES_PORT" "$DATABASE"
}

jdbc_url() { printf 'jdbc:postgresql://%s:%s/%s' "$(address_of centre)" "$POSTGRES_PORT" "$DATABASE"; }
