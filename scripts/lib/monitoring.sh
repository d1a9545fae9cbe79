# shellcheck shell=bash disable=SC2034
# A Prometheus of this system's own, with the configuration and the rules of scripts/monitoring: scripts/up --monitoring
# starts it, scripts/down stops it. While it is wanted the brokers tell their figures, too.

PROMETHEUS_PORT=9090
RABBITMQ_METRICS_PORT=15692
MONITORING_DIR=$SCRIPTS_DIR/monitoring
MONITORING=''

want_monitoring() { MONITORING=yes; }

# Wanted by this command, or running since an earlier one.
is_monitored() { [[ -n $MONITORING || -f $RUN_DIR/prometheus.proc ]]; }

# targets PORT NAME...: a target with its region each, for file_sd_configs; warehouses tell their regions themselves.
targets() {
  local port=$1 name
  shift
  for name in "$@"; do
    jq -n --arg target "$(address_of "$(region_of "$name")" "$(instance_of "$name")"):$port" --arg name "$name" \
      --arg region "$(target_region "$name")" '{targets: [$target], labels: ({process: $name} + if $region == "" then {} else {$region} end)}'
  done | jq -s .
}

target_region() {
  case $1 in
    warehouse*) ;;
    rabbitmq-*) printf '%s' "${1#rabbitmq-}" ;;
    *) region_of "$1" ;;
  esac
}

define_prometheus() {
  local name=prometheus conf role names port
  conf=$(conf_dir "$name")
  process_dirs "$name" "$(account_of prometheus)"
  install -d -m 0755 "$conf/rules" "$conf/targets"
  put "$conf/env" 0600 </dev/null
  put "$conf/prometheus.yml" 0644 <"$MONITORING_DIR/prometheus.yml"
  put "$conf/rules/clickway.yml" 0644 <"$MONITORING_DIR/rules/clickway.yml"
  for role in edge forwarder warehouse rabbitmq; do
    case $role in
      forwarder) port=$FORWARDER_MANAGEMENT_PORT ;;
      rabbitmq) port=$RABBITMQ_METRICS_PORT ;;
      *) port=$MANAGEMENT_PORT ;;
    esac
    mapfile -t names < <(expected_names | grep -E "^$role(-|\$)")
    targets "$port" "${names[@]}" | put "$conf/targets/$role.json" 0644
  done
  define "$name" prometheus centre "$PROMETHEUS_PORT" /usr/bin/prometheus "--config.file=$conf/prometheus.yml" \
    "--storage.tsdb.path=$(data_dir "$name")" --storage.tsdb.retention.time=15d \
    "--web.listen-address=$(address_of centre):$PROMETHEUS_PORT"
  # Targets are read again by themselves, rules are not.
  DEF[$name.stamp]=$(cat "$conf/prometheus.yml" "$conf/rules/clickway.yml" | sha256_of)
}

health_prometheus() { curl -fs -o /dev/null --max-time 3 "http://$(proc "$1" address):$PROMETHEUS_PORT/-/ready"; }

start_monitoring() {
  if ! is_monitored; then return 0; fi
  define_prometheus
  LAUNCHED=()
  launch prometheus
  if [[ ${#LAUNCHED[@]} -gt 0 ]]; then await 60 prometheus; fi
}
