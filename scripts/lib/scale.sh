# shellcheck shell=bash
# Fewer instances: what is too many hands over all it holds before it counts as gone.

SPOOL_LIMIT_S=60
# For clients that look at endpoints.json each second.
TURN_AWAY_S=2
# With a name server: for those whose resolver keeps an answer.
turn_away() { sleep "$(if alive dns; then printf '%d' $((DNS_TTL_S + TURN_AWAY_S)); else printf '%d' "$TURN_AWAY_S"; fi)"; }
REMOVE_TRIES=3

# Recorded instances that the present numbers leave no place for: edges first, as they fill the others.
surplus_names() {
  local role name expected
  expected=$(expected_names | tr '\n' ' ')
  for role in edge forwarder warehouse dns; do
    for name in $(recorded_names); do
      if [[ $(proc "$name" role) == "$role" && " $expected" != *" $name "* ]]; then printf '%s\n' "$name"; fi
    done
  done
}

spool_is_drained() { [[ $(metric "$1" edge_spool_bytes) == 0 ]]; }

# An edge that goes: its spool is in Redis and its sources are closed, or it stays. One that was killed is started once
# more, for only a start on its folder can drain and close what it left.
remove_edge() {
  local name=$1 try left
  for ((try = 1; try <= REMOVE_TRIES; try++)); do
    if ! alive "$name"; then
      define_from_record "$name"
      clear_leftovers "$name"
      start_cleanly "$name"
      await "${START_LIMIT:-120}" "$name"
    fi
    if wait_until "$SPOOL_LIMIT_S" spool_is_drained "$name"; then
      stop_recorded "$name"
      left=$(spool_left "$name")
      if [[ $left -eq 0 ]]; then return 0; fi
      say "  $name left $left bytes in its spool while it stopped: once more"
    else
      die "$name can't go: its spool is not drained after $SPOOL_LIMIT_S s (does redis-$(region_of "$name") run?); run this again later"
    fi
  done
  die "$name left $left bytes in its spool each time it stopped; run this again later"
}

# endpoints.json goes first, readiness next, then the rest.
remove_surplus() {
  local name
  # shellcheck disable=SC2034 # read by write_endpoints
  mapfile -t LEAVING < <(surplus_names)
  [[ ${#LEAVING[@]} -gt 0 ]] || return 0
  write_endpoints
  if [[ " ${LEAVING[*]}" == *" edge-"* ]]; then turn_away; else sleep "$TURN_AWAY_S"; fi
  for name in "${LEAVING[@]}"; do
    say "  removing $name: $(if [[ $(proc "$name" role) == edge ]]; then printf 'drained, then '; fi)stopped; its data stays in $(data_dir "$name")"
    if [[ $(proc "$name" role) == edge ]]; then remove_edge "$name"; else stop_recorded "$name"; fi
    rm -f "$RUN_DIR/$name.proc"
  done
}
