# shellcheck shell=bash
# One RabbitMQ node per region and one at the centre. No epmd: a node's distribution port is fixed and known,
# so both the node and its callers skip the port mapper. Everything inside comes from a definitions file.
# ERL_ZFLAGS reaches the short-lived VM by which a node tries to start an epmd every minute, and stops it from doing so;
# the node's own "-dist_listen true" stands in front and wins.

RABBITMQ_BIN=/usr/lib/rabbitmq/bin

rabbitmq_name() { printf 'rabbitmq-%s' "$1"; }

# The hop rules of a node, one "key = value" per line: written to rabbitmq.conf, and read back by the doctor.
rabbitmq_rules() {
  cat <<'EOF'
heartbeat = 10
consumer_timeout = 1800000
channel_max = 128
max_message_size = 2097152
disk_free_limit.absolute = 536870912
vm_memory_high_watermark.absolute = 536870912
EOF
}

# What a node runs beside its core, in the doctor's order.
rabbitmq_plugins() {
  if is_monitored; then
    printf 'accept cowboy cowlib prometheus rabbitmq_federation rabbitmq_management_agent rabbitmq_prometheus rabbitmq_web_dispatch'
  else
    printf rabbitmq_federation
  fi
}

# The log of the quorum queues takes its space in advance, so that a disk that fills up fails its writes only at the next
# file, after the disk alarm: its way out of a failed write loses what was confirmed (docs/delivery.md).
rabbitmq_wal() {
  printf '[{ra, [{wal_pre_allocate, true}]}].\n'
}

# One "address:port" per line. In a region the link to the centre comes in by a listener of its own, so that a firewall
# can tell it from the forwarders.
rabbitmq_listeners() {
  local address
  address=$(address_of "$1")
  printf '%s:%s\n' "$address" "$RABBITMQ_PORT"
  if [[ $1 != centre ]]; then printf '%s:%s\n' "$address" "$FEDERATION_PORT"; fi
}

define_rabbitmq() {
  local place=$1 name=rabbitmq-$1 account conf address
  account=$(account_of rabbitmq)
  address=$(address_of "$place")
  conf=$(conf_dir "$name")
  process_dirs "$name" "$account"
  secret "RABBITMQ_COOKIE_${place^^}" | put "$conf/.erlang.cookie" 0400 "$account"
  printf '[rabbitmq_federation%s].\n' "$(if is_monitored; then printf ',rabbitmq_prometheus'; fi)" | put "$conf/enabled_plugins" 0600 "$account"
  rabbitmq_definitions "$place" | put "$conf/definitions.json" 0600 "$account"
  {
    rabbitmq_rules
    rabbitmq_listeners "$place" | awk '{ print "listeners.tcp." NR " = " $0 }'
    cat <<EOF
num_acceptors.tcp = 4
loopback_users.guest = true
loopback_users.operator = true
raft.wal_max_size_bytes = 67108864
log.console = true
log.console.level = warning
log.file = false
load_definitions = $conf/definitions.json
EOF
    if is_monitored; then
      printf 'prometheus.tcp.ip = %s\nprometheus.tcp.port = %s\nprometheus.return_per_object_metrics = true\n' "$address" "$RABBITMQ_METRICS_PORT"
    fi
  } | put "$conf/rabbitmq.conf" 0600 "$account"
  rabbitmq_wal | put "$conf/advanced.config" 0600 "$account"
  put "$conf/env" 0600 <<EOF
HOME=$conf
RABBITMQ_CONF_ENV_FILE=/dev/null
RABBITMQ_NODENAME=rabbit@$address
RABBITMQ_USE_LONGNAME=true
RABBITMQ_NODE_PORT=$RABBITMQ_PORT
RABBITMQ_DIST_PORT=$RABBITMQ_DIST_PORT
RABBITMQ_MNESIA_BASE=$(data_dir "$name")
RABBITMQ_GENERATED_CONFIG_DIR=$(data_dir "$name")/generated
RABBITMQ_LOG_BASE=$(data_dir "$name")
RABBITMQ_LOGS=-
RABBITMQ_CONFIG_FILE=$conf/rabbitmq.conf
RABBITMQ_CONFIG_FILES=$conf/none
RABBITMQ_ADVANCED_CONFIG_FILE=$conf/advanced.config
RABBITMQ_ENABLED_PLUGINS_FILE=$conf/enabled_plugins
RABBITMQ_ALLOW_INPUT=1
ERL_ZFLAGS=-start_epmd false -dist_listen false
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -dist_listen true -name rabbit@$address -start_epmd false -erl_epmd_port $RABBITMQ_DIST_PORT -kernel inet_dist_use_interface {${address//./,}}
EOF
  define "$name" rabbitmq "$place" "$RABBITMQ_PORT" "$RABBITMQ_BIN/rabbitmq-server"
}

# rabbitmq_eval NAME < ERLANG: runs an expression inside the node and prints what it writes. Milliseconds, no epmd.
# One at a time per node: callers share one node name, and a second connection under it would cut the first.
rabbitmq_eval() { rabbitmq_call "$1" 2>/dev/null; }

rabbitmq_call() {
  local name=$1 account
  account=$(account_of rabbitmq)
  (
    flock -w 30 9
    HOME=$(conf_dir "$name") run_as "$account" timeout 20 erl_call -timeout 15 \
      -address "$(address_of "${name#rabbitmq-}"):$RABBITMQ_DIST_PORT" -fetch_stdout -no_result_term -e
  ) 9>>"$RUN_DIR/$name.call"
}

health_rabbitmq() {
  [[ $(rabbitmq_eval "$1" <<<'case rabbit:is_booted() of true -> io:put_chars("up"); _ -> ok end.') == up ]]
}

# The definitions a node runs, as JSON.
rabbitmq_exported() {
  rabbitmq_eval "$1" <<<'io:put_chars(rabbit_json:encode(rabbit_definitions:all_definitions())).'
}

# federation_states NODE: a line "REGION STATE" per link.
federation_states() {
  rabbitmq_eval "$1" <<'EOF'
[io:format("~s ~s~n", [proplists:get_value(upstream, L), proplists:get_value(status, L)]) || L <- rabbit_federation_status:status()].
EOF
}

federation_runs() { [[ $(federation_states "$1" | grep -c ' running$') -ge ${#REGIONS[@]} ]]; }

# Loads the definitions file into a running node; declaring what is there already changes nothing.
rabbitmq_import() {
  local file answer
  file=$(conf_dir "$1")/definitions.json
  answer=$(rabbitmq_eval "$1" <<EOF
{ok, Bytes} = file:read_file("$file"), io:put_chars(io_lib:format("~p", [rabbit_definitions:import_raw(Bytes)])).
EOF
  )
  [[ $answer == ok ]] || die "$1 refused its definitions: $answer"
  rabbitmq_mark_loaded "$1"
}

# Definitions only add. Users that are not in them are removed here: the permission matrix is closed.
rabbitmq_drop_strangers() {
  local known
  known=$(rabbitmq_definitions "${1#rabbitmq-}" | jq -r '[.users[].name | "<<\"" + . + "\">>"] | join(",")')
  rabbitmq_eval "$1" <<EOF
[rabbit_auth_backend_internal:delete_user(U, <<"scripts">>)
  || I <- rabbit_auth_backend_internal:list_users(), U <- [proplists:get_value(user, I)], not lists:member(U, [$known])].
EOF
}

rabbitmq_mark_loaded() { sha256_of <"$(conf_dir "$1")/definitions.json" | put "$RUN_DIR/$1.definitions" 0600; }

# The topology grows while the node runs (a region is added): import what the node has not seen yet.
rabbitmq_refresh() {
  local seen
  seen=$(cat "$RUN_DIR/$1.definitions" 2>/dev/null || true)
  if [[ $seen != "$(sha256_of <"$(conf_dir "$1")/definitions.json")" ]]; then rabbitmq_import "$1"; fi
}

rabbitmq_password() { # PLACE USER
  region_secret "rabbitmq_${2//-/_}" "$1"
}

rabbitmq_uri() { # PLACE USER [PORT]
  printf 'amqp://%s:%s@%s:%s/%%2F' "$2" "$(rabbitmq_password "$1" "$2")" "$(address_of "$1")" "${3:-$RABBITMQ_PORT}"
}

# What a federation link's URI says besides.
rabbitmq_upstream_query() { printf 'heartbeat=10&connection_timeout=5000'; }
