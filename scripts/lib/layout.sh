# shellcheck shell=bash disable=SC2034
# Where everything lives: regions, addresses, ports, folders. One home folder = one system.
# HOME_DIR/            settings.env, secrets.env, endpoints.json, lock, log/, run/, settings.d/
# STORE_DIR/           conf/, data/, apps/; the same as HOME_DIR unless the server accounts can't reach it

KNOWN_REGIONS=(eu us ap sa af)
REDIS_PORT=16379
RABBITMQ_PORT=15670
FEDERATION_PORT=15671
RABBITMQ_DIST_PORT=25670
POSTGRES_PORT=15432
HTTP_PORT=8080
MANAGEMENT_PORT=9000
FORWARDER_MANAGEMENT_PORT=9001
DNS_PORT=15353

NET=127.0
REGIONS=()
# Instances: edges and forwarders in each region, warehouses in all.
EDGES=1
FORWARDERS=1
WAREHOUSES=1
MAX_INSTANCES=4
# "yes" where the name server runs.
GEO_DNS=''
# Private memory that one process of Postgres may take; settings.env keeps it.
POSTGRES_PROCESS_MIB=512

use_home() {
  HOME_DIR=$(realpath -m "$1")
  STORE_DIR=$HOME_DIR
  RUN_DIR=$HOME_DIR/run
  LOG_DIR=$HOME_DIR/log
  SETTINGS_FILE=$HOME_DIR/settings.env
  SECRETS_FILE=$HOME_DIR/secrets.env
  ENDPOINTS_FILE=$HOME_DIR/endpoints.json
  OVERRIDES_DIR=$HOME_DIR/settings.d
  if [[ -r $SETTINGS_FILE ]]; then read_settings; fi
}

conf_dir() { printf '%s/conf/%s' "$STORE_DIR" "$1"; }
data_dir() { printf '%s/data/%s' "$STORE_DIR" "$1"; }
log_file() { printf '%s/%s.log' "$LOG_DIR" "$1"; }

read_settings() {
  local key value
  while IFS='=' read -r key value; do
    case $key in
      NET) NET=$value ;;
      REGIONS) IFS=, read -r -a REGIONS <<<"$value" ;;
      STORE) STORE_DIR=$value ;;
      EDGES) EDGES=$value ;;
      FORWARDERS) FORWARDERS=$value ;;
      WAREHOUSES) WAREHOUSES=$value ;;
      GEO_DNS) GEO_DNS=$value ;;
      POSTGRES_PROCESS_MIB) POSTGRES_PROCESS_MIB=$value ;;
    esac
  done <"$SETTINGS_FILE"
}

write_settings() {
  local IFS=,
  put "$SETTINGS_FILE" 0600 <<EOF
NET=$NET
REGIONS=${REGIONS[*]}
STORE=$STORE_DIR
EDGES=$EDGES
FORWARDERS=$FORWARDERS
WAREHOUSES=$WAREHOUSES
GEO_DNS=$GEO_DNS
POSTGRES_PROCESS_MIB=$POSTGRES_PROCESS_MIB
EOF
}

require_home() {
  [[ -f $SETTINGS_FILE || -f $HOME_DIR/lock ]] || die "nothing was started in $HOME_DIR yet: run scripts/up"
  [[ -O $HOME_DIR ]] || die "$HOME_DIR belongs to $(stat -c %U "$HOME_DIR"): run this as that account"
}

valid_net() {
  local second=${1#127.}
  [[ $1 == 127.* && $second =~ ^[0-9]{1,3}$ && $second -le 255 ]]
}

region_number() {
  local i
  for i in "${!KNOWN_REGIONS[@]}"; do
    if [[ ${KNOWN_REGIONS[i]} == "$1" ]]; then
      printf '%d' $((i + 1))
      return
    fi
  done
  return 1
}

# add_regions eu,us: joins them to REGIONS, keeps the order of the first mention; regions are never taken away.
add_regions() {
  local region wanted
  IFS=, read -r -a wanted <<<"$1"
  [[ ${#wanted[@]} -gt 0 ]] || usage_error "--regions needs at least one region"
  for region in "${wanted[@]}"; do
    region_number "$region" >/dev/null || usage_error "unknown region '$region': known are ${KNOWN_REGIONS[*]}"
    [[ " ${REGIONS[*]} " == *" $region "* ]] || REGIONS+=("$region")
  done
}

# address_of centre|REGION [INSTANCE]
address_of() {
  if [[ $1 == centre ]]; then printf '%s.0.%s' "$NET" "${2:-1}"; else printf '%s.%s.%s' "$NET" "$(region_number "$1")" "${2:-1}"; fi
}

# A name says all: ROLE-REGION[-INSTANCE], or ROLE[-INSTANCE] at the centre. The first instance has no number.
instance_name() { # BASE INSTANCE
  if [[ $2 -eq 1 ]]; then printf '%s' "$1"; else printf '%s-%s' "$1" "$2"; fi
}

instance_of() { if [[ $1 =~ -([0-9]+)$ ]]; then printf '%s' "${BASH_REMATCH[1]}"; else printf 1; fi; }

role_of() { printf '%s' "${1%%-*}"; }

region_of() {
  local rest=${1#*-}
  case $1 in
    edge-* | forwarder-* | redis-* | rabbitmq-*) printf '%s' "${rest%%-*}" ;;
    *) printf centre ;;
  esac
}

instance_names() { # BASE COUNT
  local i
  for ((i = 1; i <= $2; i++)); do printf '%s\n' "$(instance_name "$1" "$i")"; done
}

# Every process that should run, one name per line; supervisor and Prometheus where they were asked for.
expected_names() {
  local region
  printf 'postgres\nrabbitmq-centre\n'
  instance_names warehouse "$WAREHOUSES"
  if [[ -f $RUN_DIR/supervisor.proc ]]; then printf 'supervisor\n'; fi
  if [[ -f $RUN_DIR/prometheus.proc ]]; then printf 'prometheus\n'; fi
  if [[ -n $GEO_DNS ]]; then printf 'dns\n'; fi
  for region in "${REGIONS[@]}"; do
    instance_names "edge-$region" "$EDGES"
    printf 'redis-%s\n' "$region"
    instance_names "forwarder-$region" "$FORWARDERS"
    printf 'rabbitmq-%s\n' "$region"
  done
}

# take_lock [SECONDS]: one command at a time changes a system; the lock goes with the process.
take_lock() {
  (umask 077 && : >>"$HOME_DIR/lock")
  exec {LOCK_FD}>>"$HOME_DIR/lock"
  flock -w "${1:-0}" "$LOCK_FD" || die "another command is changing the system in $HOME_DIR: wait for it to finish"
}

# forget_everything: removes what this system put into its folders, and the folders when nothing else is in them.
forget_everything() {
  if [[ $STORE_DIR != "$HOME_DIR" && $STORE_DIR == /var/lib/clickway/?* ]]; then
    rm -rf "$STORE_DIR"
    rmdir "${STORE_DIR%/*}" 2>/dev/null || true
  fi
  rm -rf "$HOME_DIR"/{conf,data,apps,run,log,settings.d,settings.env,secrets.env,endpoints.json,.pgpass,lock} "$HOME_DIR"/geo.*
  rmdir "$HOME_DIR" 2>/dev/null || warn "$HOME_DIR holds other files: left in place"
}
