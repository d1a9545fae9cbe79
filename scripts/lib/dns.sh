# shellcheck shell=bash
# The name server (gdnsd): answers DNS_NAME with the ready edges of the nearest region that has one.
# Configuration lies in conf/dns, what is forced by hand or by scripts/drain in data/dns/state/admin_state.

DNS_ZONE=clickway.test
DNS_NAME=go.$DNS_ZONE
DNS_TTL_S=30
# gdnsd asks each edge for its readiness every 2 s (its least). One that refuses, says no, or is silent for 1 s is
# out 1 s later, when gdnsd takes its table over: at most 3 s after a death, 4 s after a standstill. Two good answers
# bring it back. A wrong guess costs a visitor a longer way, nothing else.
DNS_RULES='interval => 2, timeout => 1, down_thresh => 1, up_thresh => 2, ok_thresh => 2'
# For gdnsd to read its admin_state again and to take it over.
DNS_FORCE_LIMIT_S=60

# dns_place REGION: latitude and longitude of its servers, and a network that lies near.
dns_place() {
  case $1 in
    eu) printf '53.3, -6.3 193.0.6.0/24' ;;
    us) printf '39.0, -77.5 8.8.8.0/24' ;;
    ap) printf '1.35, 103.8 133.11.0.0/24' ;;
    sa) printf '%s' '-23.5, -46.6 200.147.3.0/24' ;;
    af) printf '%s' '-33.9, 18.4 41.0.4.0/24' ;;
  esac
}

dns_coordinates() { # REGION
  local place
  place=$(dns_place "$1")
  printf '%s' "${place% *}"
}

dns_client() { # REGION
  local place
  place=$(dns_place "$1")
  printf '%s' "${place##* }"
}

dns_config() {
  local region i all coordinates='' members=''
  all=$(printf '%s, ' "${REGIONS[@]}")
  for region in "${REGIONS[@]}"; do
    coordinates+="      $region => [ $(dns_coordinates "$region") ]"$'\n'
    members+="      $region => {"
    for ((i = 1; i <= EDGES; i++)); do members+=" $(instance_name "edge-$region" "$i") => $(address_of "$region" "$i"),"; done
    members+=" }"$'\n'
  done
  cat <<EOF
options => {
  listen => $(address_of centre):$DNS_PORT
  run_dir => $(data_dir dns)/run
  state_dir => $(data_dir dns)/state
}
service_types => {
  edge => { plugin => http_status, port => $MANAGEMENT_PORT, url_path => $HTTP_HEALTH_PATH, $DNS_RULES }
}
plugins => { geoip => {
  maps => { nearest => {
    geoip2_db => $(nearest_file)
    datacenters => [ ${all%, } ]
    auto_dc_limit => ${#REGIONS[@]}
    auto_dc_coords => {
$coordinates    }
  } }
  # A region is up while one of its edges is.
  resources => { go => { map => nearest, service_types => edge, up_thresh => 0.01, dcmap => {
$members  } } }
} }
EOF
}

# The second number keeps gdnsd from lowering the first.
dns_zone() {
  cat <<EOF
@   $DNS_TTL_S SOA ns1 hostmaster ( 1 3600 600 86400 $DNS_TTL_S )
@   $DNS_TTL_S NS ns1
ns1 $DNS_TTL_S A $(address_of centre)
go  $DNS_TTL_S/$DNS_TTL_S DYNA geoip!go
EOF
}

define_dns() {
  local name=dns account conf
  account=$(account_of dns)
  conf=$(conf_dir dns)
  process_dirs dns "$account"
  mkdir -p "$conf/zones"
  if [[ $EUID -eq 0 ]]; then
    chown "root:$(id -gn "$account")" "$conf/zones"
    chmod 0750 "$conf/zones" # it is listed
  fi
  run_as "$account" mkdir -p "$(data_dir dns)/run" "$(data_dir dns)/state"
  put "$conf/env" 0600 </dev/null
  dns_config | put "$conf/config" 0600 "$account"
  dns_zone | put "$conf/zones/$DNS_ZONE" 0600 "$account"
  define "$name" dns centre "$DNS_PORT" /usr/sbin/gdnsd -c "$conf" start
  # shellcheck disable=SC2034 # read by process.sh
  DEF[$name.stamp]=$({ dns_zone && stat -c %Y "$(nearest_file)"; } | sha256_of)
}

start_dns() {
  if [[ -z $GEO_DNS ]]; then return 0; fi
  ensure_nearest_file
  define_dns
  LAUNCHED=()
  launch dns
  if [[ ${#LAUNCHED[@]} -gt 0 ]]; then await "${START_LIMIT:-120}" dns; fi
  dns_release
  local region
  for region in "${REGIONS[@]}"; do
    wait_until "$DNS_FORCE_LIMIT_S" answers_all "$region" \
      || warn "dns: visitors near $region are not sent to all of its edges yet: scripts/status, scripts/logs dns"
  done
}

# dns_answers TYPE NAME [NETWORK]: the answer's data, one a line; nothing when there is none.
dns_answers() {
  dig +short +time=1 +tries=2 ${3:+"+subnet=$3"} "@$(address_of centre)" -p "$DNS_PORT" "$2" "$1" 2>/dev/null \
    | sed '/^;/d' || true
}

health_dns() { [[ -n $(dns_answers SOA "$DNS_ZONE") ]]; }

dns_control() { timeout 10 gdnsdctl -c "$(conf_dir dns)" -t 5 -o "$@" 2>/dev/null; }

# One tab-separated line for each region: name, up|down|drained, ready edges, edges; "-" is what can't be read.
dns_regions() {
  local states region
  states=$(dns_control states || true)
  for region in "${REGIONS[@]}"; do
    if [[ -z $states ]]; then
      printf '%s\t-\t-\t-\n' "$region"
      continue
    fi
    jq -r --arg region "$region" --arg net "$NET.$(region_number "$region")." '
      [to_entries[] | select(.key | startswith($net) and endswith("/edge")) | .value.state] as $edges
      | ($edges | map(select(startswith("UP"))) | length) as $ready
      | [$region, (if .["geoip/go/" + $region].state == "DOWN!" then "drained" elif $ready > 0 then "up" else "down" end),
         $ready, ($edges | length)] | @tsv' <<<"$states"
  done
}

dns_state_file() { printf '%s/state/admin_state' "$(data_dir dns)"; }

dns_forced() { if [[ -f $(dns_state_file) ]]; then cat "$(dns_state_file)"; fi; }

# What scripts/drain writes: a region, or one edge.
dns_region_key() { printf 'geoip/go/%s' "$1"; }
dns_edge_key() { printf '%s/edge' "$(proc "$1" address)"; }

# dns_drain KEY...: says DOWN for them from now on, whatever they answer.
dns_drain() {
  local key
  { dns_forced && for key in "$@"; do printf '%s => DOWN\n' "$key"; done; } | awk '!seen[$0]++' \
    | put "$(dns_state_file)" 0644 "$(account_of dns)"
}

# What was drained and runs again is asked again. Other lines are somebody's own and stay.
dns_release() {
  local region i ours=''
  [[ -f $(dns_state_file) ]] || return 0
  for region in "${REGIONS[@]}"; do
    ours+="$(dns_region_key "$region") => DOWN"$'\n'
    for ((i = 1; i <= MAX_INSTANCES; i++)); do ours+="$(address_of "$region" "$i")/edge => DOWN"$'\n'; done
  done
  if dns_forced | grep -qxF "${ours%$'\n'}"; then
    say "  dns: what was drained may be answered again"
    { dns_forced | grep -vxF "${ours%$'\n'}" || true; } | put "$(dns_state_file)" 0644 "$(account_of dns)"
  fi
}

# answers_all REGION: its neighbours are sent to each of its edges, and nowhere else.
answers_all() {
  local i
  diff -q <(for ((i = 1; i <= EDGES; i++)); do printf '%s\n' "$(address_of "$1" "$i")"; done | sort) \
    <(dns_answers A "$DNS_NAME" "$(dns_client "$1")" | sort) >/dev/null
}

# answers_none REGION ADDRESS...: its neighbours are sent elsewhere.
answers_none() {
  local region=$1 answer
  shift
  answer=$(dns_answers A "$DNS_NAME" "$(dns_client "$region")")
  [[ -n $answer ]] && ! grep -qxF "$(printf '%s\n' "$@")" <<<"$answer"
}

# dns_turn_away REGION KEY... -- ADDRESS...: until the name server names none of them any more.
dns_turn_away() {
  local region=$1 keys=()
  shift
  while [[ $1 != -- ]]; do keys+=("$1") && shift; done
  shift
  if ! alive dns; then return 0; fi
  dns_drain "${keys[@]}"
  if wait_until "$DNS_FORCE_LIMIT_S" answers_none "$region" "$@"; then
    say "dns: $DNS_NAME no longer names $*; waiting $((DNS_TTL_S + TURN_AWAY_S)) s for resolvers to forget"
  else
    warn "dns: $DNS_NAME still names $*, or nothing: is another edge ready (scripts/status)? Until then visitors have nowhere to go"
  fi
}
