# shellcheck shell=bash disable=SC2154 # work is the caller's
# Compares with a running system; only for scripts/monitoring/check --live.

examine_live() {
  require_home
  alive prometheus || die "no Prometheus runs in $HOME_DIR: scripts/up --monitoring"
  local name
  for name in $(recorded_names); do
    case $name in
      edge-*) examine "$name exposes what docs/metrics.md lists" check_exposed "$name" edge-function edge "$MANAGEMENT_PORT" ;;
      forwarder-*) examine "$name exposes what docs/metrics.md lists" check_exposed "$name" forwarder forwarder "$FORWARDER_MANAGEMENT_PORT" ;;
      warehouse*) examine "$name exposes what docs/metrics.md lists" check_exposed "$name" warehouse-service warehouse "$MANAGEMENT_PORT" ;;
    esac
  done
  examine "every target answers" check_targets
  examine "Prometheus evaluates every rule" check_evaluated
  examine "Prometheus answers every panel" check_answered
  examine "Postgres answers every panel" check_sql
}

# may_come_later: as docs/metrics.md says.
may_come_later() {
  # shellcheck disable=SC2016 # the backticks are the table's
  grep -F '| later: ' "$METRICS_DOC" | sed -E 's/^\| `([a-z_]+)`.*/\1\n\1_count\n\1_sum\n\1_max/' | sort
}

# check_exposed NAME SECTION PREFIX PORT
check_exposed() {
  curl -fs --max-time 5 -H 'Accept: text/plain' "http://$(proc "$1" address):$4/q/metrics" >"$work/$1.metrics" || { printf 'it does not answer\n' && return 1; }
  grep -oE "^$3_[a-z0-9_]+" "$work/$1.metrics" | sort -u >"$work/$1.names"
  comm -13 <(listed "$2") "$work/$1.names" | none "exposed and not listed" "list them in docs/metrics.md" || return 1
  comm -23 <(listed "$2") "$work/$1.names" | comm -23 - <(may_come_later) \
    | none "listed and not exposed" "correct docs/metrics.md" || return 1
  { promtool check metrics <"$work/$1.metrics" 2>&1 || true; } | sed -nE "/^$3_.*no help text/p" | none "without a help text" "describe the meter" || return 1
}

prometheus_api() { # PATH [CURL ARGUMENT...]
  local path=$1
  shift
  curl -fsS --max-time 10 "$@" "http://$(address_of centre):$PROMETHEUS_PORT/api/v1/$path"
}

check_targets() {
  prometheus_api targets | jq -r '.data.activeTargets[] | select(.health != "up") | .labels.process + " (" + .lastError + ")"' | none "down" "scripts/status"
}

check_evaluated() {
  prometheus_api rules | jq -r '.data.groups[].rules[] | select(.health != "ok") | "\(.name) (\(.health) \(.lastError // ""))"' | none "not evaluated" "wait a minute, else see the error"
}

# A query that fails is wrong; one without an answer may be right, so it is only named.
check_answered() {
  local expression answer empty=()
  while IFS= read -r expression; do
    answer=$(prometheus_api query -G --data-urlencode "query=${expression//\$region/.+}" | jq -r 'if .status == "success" then .data.result | length else "failed" end') || answer=failed
    case $answer in
      failed) printf 'Prometheus refuses: %s\n' "$expression" && return 1 ;;
      0) empty+=("$expression") ;;
    esac
  done < <(panel_expressions)
  if [[ ${#empty[@]} -gt 0 ]]; then printf "  shows nothing: %s\n" "${empty[@]}" >&3; fi
}

# Grafana's words replaced by what it would put there.
check_sql() {
  jq -r '[.panels[].targets[]?.rawSql, (.templating.list[] | .query | strings)] | .[] | strings' grafana/dashboards/*.json \
    | sed -E "s/\\\$__timeFilter\(([a-z_]+)\)/\1 between now() - interval '7 days' and now()/g; s/\\\$workspace/default/g; s/\\\$campaign/demo/g; s/\\\$verdict/'human', 'suspect', 'bot', 'preview'/g; s/\$/;/" >"$work/panels.sql"
  PGCONNECT_TIMEOUT=5 psql -X -v ON_ERROR_STOP=1 -q "$(jq -r .reportingUrl "$ENDPOINTS_FILE")" -f "$work/panels.sql" >"$work/sql.out" 2>&1 || { cat "$work/sql.out" && return 1; }
}
