# shellcheck shell=bash
# A RabbitMQ node on a host of its own. Rules, definitions and calls into the node are those of scripts/up: this file
# answers what rabbitmq.sh and definitions.sh ask for (addresses, folders, passwords, regions).
# shellcheck source=scripts/lib/rabbitmq.sh
. "$HOST_LIB/rabbitmq.sh"
# shellcheck source=scripts/lib/rabbitmq-words.sh
. "$HOST_LIB/rabbitmq-words.sh"
# shellcheck source=scripts/lib/definitions.sh
. "$HOST_LIB/definitions.sh"

# shellcheck disable=SC2034 # read by the files above
RABBITMQ_PORT=5672 FEDERATION_PORT=5671 RABBITMQ_DIST_PORT=25672
# shellcheck disable=SC2153 # set by lib.sh
RUN_DIR=$CONF/run
REGIONS=()

conf_dir() { printf '%s/rabbitmq' "$CONF"; }
address_of() { setting ".nodes[\"$(setting .node)\"]"; }
account_of() { if [[ $EUID -eq 0 ]]; then printf rabbitmq; else id -un; fi; }

run_as() {
  local account=$1
  shift
  if [[ $EUID -eq 0 ]]; then setpriv --reuid "$account" --regid "$account" --clear-groups -- "$@"; else "$@"; fi
}

# A node is called after its fixed address, and its data folder belongs to that name.
node_name() { printf 'rabbit@%s' "$1"; }

rabbitmq_password() { # PLACE USER
  local key=rabbitmq_${2//-/_}
  case $1/$2 in
    centre/control-*) kept_secret "logins_${2#control-}" rabbitmq_control ;;
    "$(setting .place)"/*) kept_secret logins "$key" ;;
    *) kept_secret "logins_$1" "$key" ;;
  esac
}

# A region's broker as the centre sees it: by TLS, chain and name verified.
rabbitmq_uri() { # PLACE USER PORT
  printf 'amqps://%s:%s@%s:%s/%%2F' "$2" "$(rabbitmq_password "$1" "$2")" "$(region_broker "$1")" "$3"
}

region_broker() { jq -r ".[\"$1\"].broker" "$CONF/regions.json"; }

rabbitmq_upstream_query() {
  printf 'heartbeat=10&connection_timeout=5000&verify=verify_peer&cacertfile=/etc/ssl/certs/ca-certificates.crt&server_name_indication=%s' \
    "$(region_broker "$1")"
}

# One configuration queue per unit: each has a Redis of its own.
config_queues() { jq -r ".[\"$1\"].units[] | \"config.\" + ." "$CONF/regions.json"; }
config_pattern() { printf '^config\\\\.%s-[0-9]+$' "$1"; }

write_broker() {
  local account name conf data number address
  account=$(account_of)
  name=$(node_name "$(address_of)")
  conf=$(conf_dir)
  data=$VOLUME_DIR/rabbitmq
  install -d -m 0700 "$conf" "$RUN_DIR" "$data"
  if [[ $EUID -eq 0 ]]; then chown "$account:" "$conf" "$data"; fi
  kept_secret cookie cookie | put "$conf/.erlang.cookie" 0400 "$account"
  printf '[rabbitmq_federation].\n' | put "$conf/enabled_plugins" 0600 "$account"
  rabbitmq_wal | put "$conf/advanced.config" 0600 "$account"
  {
    rabbitmq_rules | grep -v '^vm_memory'
    cat <<EOF
vm_memory_high_watermark.relative = 0.6
listeners.tcp.1 = $(address_of):$RABBITMQ_PORT
loopback_users.guest = true
loopback_users.operator = true
raft.wal_max_size_bytes = 67108864
cluster_partition_handling = pause_minority
cluster_formation.peer_discovery_backend = classic_config
EOF
    while read -r number address; do
      printf 'cluster_formation.classic_config.nodes.%s = %s\n' "$number" "$(node_name "$address")"
    done < <(jq -r '.nodes | to_entries[] | "\(.key) \(.value)"' "$CONF/host.json")
    printf 'log.console = true\nlog.console.level = warning\nlog.file = false\n'
  } | put "$conf/rabbitmq.conf" 0600 "$account"
  put "$conf/env" 0600 <<EOF
HOME=$conf
RABBITMQ_CONF_ENV_FILE=/dev/null
RABBITMQ_NODENAME=$name
RABBITMQ_USE_LONGNAME=true
RABBITMQ_NODE_PORT=$RABBITMQ_PORT
RABBITMQ_DIST_PORT=$RABBITMQ_DIST_PORT
RABBITMQ_MNESIA_BASE=$data
RABBITMQ_GENERATED_CONFIG_DIR=$data/generated
RABBITMQ_LOG_BASE=$data
RABBITMQ_LOGS=-
RABBITMQ_CONFIG_FILE=$conf/rabbitmq.conf
RABBITMQ_CONFIG_FILES=$conf/none
RABBITMQ_ADVANCED_CONFIG_FILE=$conf/advanced.config
RABBITMQ_ENABLED_PLUGINS_FILE=$conf/enabled_plugins
RABBITMQ_ALLOW_INPUT=1
ERL_ZFLAGS=-start_epmd false -dist_listen false
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -dist_listen true -name $name -start_epmd false -erl_epmd_port $RABBITMQ_DIST_PORT -kernel inet_dist_use_interface {$(address_of | tr . ,)}
EOF
}

# How many nodes of the cluster run: definitions wait for all, so that every quorum queue gets a member on each.
running_nodes() { rabbitmq_eval "$1" <<<'io:format("~b", [length(rabbit_mnesia:cluster_nodes(running))]).'; }
