# shellcheck shell=bash
# Asks the running name server: what it watches, what is forced, and what visitors of each region are told.

check_dns() {
  local region i wanted=() expected
  check_alive dns || return 0
  for region in "${REGIONS[@]}"; do
    for ((i = 1; i <= EDGES; i++)); do wanted+=("$(address_of "$region" "$i")/edge"); done
  done
  check "dns watches" "$(printf '%s\n' "${wanted[@]}" | sort | paste -sd ' ' -)" \
    "$(dns_control states | jq -r 'keys[] | select(endswith("/edge"))' | sort | paste -sd ' ' -)"
  check "dns forced by hand" '' "$(dns_forced | paste -sd ' ' -)" "scripts/up, or edit $(dns_state_file)"
  check "dns $DNS_NAME TTL" "$DNS_TTL_S" "$(dig +noall +answer +time=1 "@$(address_of centre)" -p "$DNS_PORT" "$DNS_NAME" A | awk 'NR == 1 { print $2 }')"
  for region in "${REGIONS[@]}"; do
    expected=$(ready_edges "$region")
    # Where no edge is ready visitors are sent elsewhere, and the edges' own checks are off.
    if [[ -n $expected ]]; then
      check "dns for visitors near $region" "$expected" \
        "$(dns_answers A "$DNS_NAME" "$(dns_client "$region")" | sort | paste -sd ' ' -)" "scripts/status; scripts/logs dns"
    fi
  done
}

ready_edges() { # REGION: their addresses
  local i name
  for ((i = 1; i <= EDGES; i++)); do
    name=$(instance_name "edge-$1" "$i")
    if alive "$name" && healthy "$name"; then printf '%s\n' "$(address_of "$1" "$i")"; fi
  done | sort | paste -sd ' ' -
}
