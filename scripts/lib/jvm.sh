# shellcheck shell=bash
# The Java processes: warehouses, and forwarders and edges per region. Settings and secrets by environment file.
# CLICKWAY_JVM_FLAGS: further flags for each of them.

HTTP_HEALTH_PATH=/q/health/ready

# What forwarders and warehouses run with; the edge's flags belong to its cache (rehearse.sh).
FORWARDER_JVM_FLAGS=(-XX:+UseSerialGC -Xmx256m)
WAREHOUSE_JVM_FLAGS=(-XX:+UseG1GC -Xmx512m)

# java_command MODULE NAME FLAG...: defines nothing by itself; prints the command, one word a line.
java_command() {
  local module=$1 name=$2
  shift 2
  # shellcheck disable=SC2086 # words
  set -- "$@" ${CLICKWAY_JVM_FLAGS:-}
  if [[ -s $(app_dir "$module")/$REHEARSAL_CACHE ]]; then set -- "$@" "-XX:AOTCache=$(app_dir "$module")/$REHEARSAL_CACHE"; fi
  printf '%s\n' "$JDK/bin/java" "$@" -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData \
    "-XX:ErrorFile=$(data_dir "$name")/hs_err.log" "-Djava.io.tmpdir=$(data_dir "$name")/tmp" \
    --enable-native-access=ALL-UNNAMED -jar "$(app_dir "$module")/quarkus-run.jar"
}

# define_java NAME ROLE PLACE PORT MANAGEMENT_PORT MODULE FLAG... < environment lines
define_java() {
  local name=$1 role=$2 place=$3 port=$4 management=$5 module=$6 account command
  shift 6
  account=$(account_of "$role")
  process_dirs "$name" "$account"
  run_as "$account" mkdir -p "$(data_dir "$name")/tmp"
  {
    cat
    cat <<EOF
QUARKUS_MANAGEMENT_HOST=$(address_of "$place" "$(instance_of "$name")")
QUARKUS_MANAGEMENT_PORT=$management
EOF
  } | put "$(conf_dir "$name")/env" 0600
  mapfile -t command < <(java_command "$module" "$name" "$@")
  define "$name" "$role" "$place" "$port" "${command[@]}"
}

define_edge() { # REGION INSTANCE
  local region=$1 name
  name=$(instance_name "edge-$region" "$2")
  define_java "$name" edge "$region" "$HTTP_PORT" "$MANAGEMENT_PORT" edge-function "${EDGE_JVM_FLAGS[@]}" <<EOF
EDGE_NAME=$name
EDGE_REGION=$region
EDGE_DATA_DIR=$(data_dir "$name")
EDGE_REDIS_URI=$(redis_uri "$region" edge)
EDGE_GEO_COUNTRY_FILE=$(country_file)
EDGE_TRUSTED_PROXIES=127.0.0.0/8
EDGE_ID_KEYS=1:$(secret ID_KEY)
EDGE_VISITOR_KEY=$(secret VISITOR_KEY)
EDGE_SEAL_KEY=$(secret SEAL_KEY 32)
EDGE_ADDRESS_KEY=1:$(secret ADDRESS_KEY 32)
EDGE_HTTP_HOST=$(address_of "$region" "$2")
EDGE_HTTP_PORT=$HTTP_PORT
EOF
}

define_forwarder() { # REGION INSTANCE
  local region=$1 name
  name=$(instance_name "forwarder-$region" "$2")
  define_java "$name" forwarder "$region" "$FORWARDER_MANAGEMENT_PORT" "$FORWARDER_MANAGEMENT_PORT" forwarder \
    "${FORWARDER_JVM_FLAGS[@]}" <<EOF
FORWARDER_NAME=$name
FORWARDER_REGION=$region
FORWARDER_DATA_DIR=$(data_dir "$name")
FORWARDER_REDIS_URI=$(redis_uri "$region" forwarder)
FORWARDER_BROKER_URI=$(rabbitmq_uri "$region" forwarder)
FORWARDER_CONTROL_HOST=$(address_of centre)
FORWARDER_CONTROL_PORT=$RABBITMQ_PORT
FORWARDER_CONTROL_USERNAME=control-$region
FORWARDER_CONTROL_PASSWORD=$(rabbitmq_password centre "control-$region")
QUARKUS_HTTP_HOST_ENABLED=false
EOF
}

define_warehouse() { # INSTANCE
  local name
  name=$(instance_name warehouse "$1")
  define_java "$name" warehouse centre "$HTTP_PORT" "$MANAGEMENT_PORT" warehouse-service \
    "${WAREHOUSE_JVM_FLAGS[@]}" <<EOF
WAREHOUSE_NAME=$name
WAREHOUSE_REGIONS=$(joined "${REGIONS[@]}")
WAREHOUSE_BROKER_URI=$(rabbitmq_uri centre warehouse)
WAREHOUSE_CONTROL_HOST=$(address_of centre)
WAREHOUSE_CONTROL_PORT=$RABBITMQ_PORT
WAREHOUSE_CONTROL_USERNAME=warehouse
WAREHOUSE_CONTROL_PASSWORD=$(rabbitmq_password centre warehouse)
WAREHOUSE_POSTGRES_URL=$(jdbc_url)
WAREHOUSE_POSTGRES_USERNAME=warehouse
WAREHOUSE_POSTGRES_PASSWORD=$(secret POSTGRES_WAREHOUSE)
WAREHOUSE_SQL_PASSWORD=$(secret POSTGRES_REPORTING_API)
WAREHOUSE_API_KEY_SHA256=$(api_key_sha256)
WAREHOUSE_ID_KEYS=1:$(secret ID_KEY)
WAREHOUSE_ADDRESS_KEYS=1:$(secret ADDRESS_KEY 32)
WAREHOUSE_GEO_COUNTRY_FILE=$(country_file)
WAREHOUSE_DATA_DIR=$(data_dir "$name")
QUARKUS_HTTP_HOST=$(address_of centre "$1")
QUARKUS_HTTP_PORT=$HTTP_PORT
EOF
}

define_apps() {
  local region i
  for ((i = 1; i <= WAREHOUSES; i++)); do define_warehouse "$i"; done
  for region in "${REGIONS[@]}"; do
    for ((i = 1; i <= FORWARDERS; i++)); do define_forwarder "$region" "$i"; done
    for ((i = 1; i <= EDGES; i++)); do define_edge "$region" "$i"; done
  done
}

java_ready() { # NAME MANAGEMENT_PORT
  curl -fs -o /dev/null --max-time 3 "http://$(proc "$1" address):$2$HTTP_HEALTH_PATH"
}

health_edge() { java_ready "$1" "$MANAGEMENT_PORT"; }
health_warehouse() { java_ready "$1" "$MANAGEMENT_PORT"; }
health_forwarder() { java_ready "$1" "$FORWARDER_MANAGEMENT_PORT"; }

start_apps() {
  local name
  LAUNCHED=()
  for name in "${DEFINED[@]}"; do
    case ${DEF[$name.role]} in warehouse | forwarder | edge) launch "$name" ;; esac
  done
  if [[ ${#LAUNCHED[@]} -gt 0 ]]; then await "${START_LIMIT:-120}" "${LAUNCHED[@]}"; fi
}
