#!/usr/bin/env bash
# Restarts what has died, until it is stopped: scripts/up --supervise starts it, scripts/down stops it first.
#
# usage: supervisor.sh HOME_DIR
#
# Watches the recorded processes by pid and start time, twice a second and without a fork. The dead are started again as
# they were last started, servers first, all in the same round: nothing waits for a server that may be long in coming.
# A process that lives is never touched, healthy or not: it may be frozen under somebody's hands.
# Before each start stands a wait of 0.5 s, doubling to 30 s, and again 0.5 s once a process was healthy for 60 s.
# What it does needs the home's lock; while another command holds it, it waits.
# Its log: a line for a start, for health, for a start that is not possible; of a long row every 20th.
#
# No "set -e": whatever fails in here is tried again, and the supervisor lives on.
set -uo pipefail
# shellcheck source=scripts/lib/load.sh
. "$(dirname "$0")/load.sh"
for part in jvm endpoints; do
  # shellcheck source=/dev/null
  . "$SCRIPTS_DIR/lib/$part.sh"
done

POLL_S=0.5
FIRST_WAIT_MS=500
LONGEST_WAIT_MS=30000
TRUSTED_AFTER_MS=60000
HEALTH_PATIENCE_S=180
LINKS_EVERY_MS=10000
RECORDS_EVERY_MS=5000
LOG_LINES_MAX=20000
RESTART_ORDER=(postgres rabbitmq redis warehouse forwarder edge dns prometheus)

declare -A RECORD=() # name → its record's text; name.pid, name.started, name.boot, name.role
declare -A OURS=()   # name → pid of the start made here
declare -A DIED=()   # name → when its death was seen, ms
declare -A DUE=()    # name → when its next start is due, ms
declare -A TRIES=()  # name → starts since it was last trusted
declare -A WELL=()   # name → since when it is healthy, ms; empty while that is not known
NAMES=()
DEAD_DUE=()
ENDPOINTS_STALE=''
LOG_LINES=0

# Sets NOW. The clock without a fork.
now() {
  local micros=${EPOCHREALTIME/[.,]/}
  NOW=${micros%???}
}

# A full disk must not stop the supervisor, nor its log fill one.
tell() {
  LOG_LINES=$((LOG_LINES + 1))
  if ((LOG_LINES > LOG_LINES_MAX)) && mv -f "$(log_file supervisor)" "$(log_file supervisor).1"; then
    LOG_LINES=0
    exec >>"$(log_file supervisor)" 2>&1
  fi
  { printf '%(%Y-%m-%d %H:%M:%S)T %s\n' -1 "$*"; } 2>/dev/null
}

# Of a long row of attempts: the first five and every twentieth.
worth_telling() { (($1 <= 5 || $1 % 20 == 0)); }

# Looks into the records only when one was written: the folder's own time tells. A change within the same tick of the clock
# goes unseen until the next full look; whoever acts takes one first.
refresh_records() {
  if ((NOW >= RECORDS_DUE)) || [[ $RUN_DIR -nt $SEEN_FILE ]]; then
    RECORDS_DUE=$((NOW + RECORDS_EVERY_MS))
    { : >"$SEEN_FILE"; } 2>/dev/null
    read_records
  fi
}

read_records() {
  local file name text lines line
  NAMES=()
  for file in "$RUN_DIR"/*.proc; do
    name=${file##*/}
    name=${name%.proc}
    if [[ $name == supervisor ]]; then continue; fi
    # A record may go while it is read: its process was stopped on purpose.
    { mapfile -t lines <"$file"; } 2>/dev/null || continue
    text=${lines[*]}
    if [[ -z $text ]]; then continue; fi
    NAMES+=("$name")
    if [[ ${RECORD[$name]:-} == "$text" ]]; then continue; fi
    RECORD[$name]=$text
    for line in "${lines[@]}"; do
      case $line in pid=* | started=* | boot=* | role=*) RECORD[$name.${line%%=*}]=${line#*=} ;; esac
    done
    unset "DUE[$name]"
    # Started by another command: that one has waited for its health.
    if [[ ${OURS[$name]:-} != "${RECORD[$name.pid]}" ]]; then
      TRIES[$name]=0
      WELL[$name]=$NOW
      unset "DIED[$name]"
    fi
  done
}

lives() { [[ ${RECORD[$1.boot]} == "$THIS_BOOT" ]] && is_process "${RECORD[$1.pid]}" "${RECORD[$1.started]}"; }

# Sets WAIT, ms, by the starts made since the process was last trusted.
wait_before_start() {
  WAIT=$LONGEST_WAIT_MS
  if (($1 < 6)); then WAIT=$((FIRST_WAIT_MS << $1)); fi
}

# The first sight of a death, or of a stop: whoever stops a process holds the lock and takes its record away.
plan_start() {
  local name=$1
  if [[ -n ${WELL[$name]:-} ]]; then
    if ((NOW - WELL[$name] >= TRUSTED_AFTER_MS)); then TRIES[$name]=0; fi
    DIED[$name]=$NOW # otherwise it is away since its first death
  fi
  WELL[$name]=''
  DIED[$name]=${DIED[$name]:-$NOW}
  wait_before_start "${TRIES[$name]:-0}"
  DUE[$name]=$((NOW + WAIT))
}

# Sets DEAD_DUE: the dead whose start is due, servers first.
find_dead() {
  local name role due=' '
  DEAD_DUE=()
  for name in "${NAMES[@]}"; do
    if lives "$name"; then continue; fi
    if [[ -z ${DUE[$name]:-} ]]; then plan_start "$name"; fi
    if ((NOW >= DUE[$name])); then due+="$name "; fi
  done
  if [[ $due == ' ' ]]; then return 0; fi
  for role in "${RESTART_ORDER[@]}"; do
    for name in $due; do
      if [[ ${RECORD[$name.role]} == "$role" ]]; then DEAD_DUE+=("$name"); fi
    done
  done
}

try_lock() {
  { exec {LOCK_FD}>>"$HOME_DIR/lock"; } 2>/dev/null || return 1
  if flock -n "$LOCK_FD"; then return 0; fi
  free_lock
  return 1
}

free_lock() { exec {LOCK_FD}>&-; }

# In a shell of its own. Fails with the reason as its last words.
start_again() {
  set -e
  local name=$1 port
  define_from_record "$name"
  clear_leftovers "$name"
  for port in $(ports_of "${DEF[$name.role]}" "${DEF[$name.region]}"); do
    refuse_taken_port "${DEF[$name.address]}" "$port" "$name"
  done
  start_cleanly "$name"
}

# follow NAME PID DIED: tells when a started process is healthy; in the background, since asking a frozen one takes long.
follow() {
  local name=$1 pid=$2 died=$3 until
  now
  until=$((NOW + HEALTH_PATIENCE_S * 1000))
  while [[ $(proc "$name" pid) == "$pid" ]] && alive "$name"; do
    if healthy "$name"; then
      tell "$name (pid $pid) is healthy, $(seconds_since "$died") s after its death was seen"
      printf 'healthy %s %s\n' "$name" "$pid" >&"$NEWS"
      return
    fi
    now
    if ((NOW > until)); then
      tell "$name (pid $pid) lives but is not healthy after $HEALTH_PATIENCE_S s: left alone"
      return
    fi
    sleep 0.4
  done
  if ((${TRIES[$name]} == 3 || ${TRIES[$name]} % 20 == 0)) && [[ ${RECORD[$name.role]} == redis ]] \
    && ! redis_log_is_whole "$name"; then
    tell "$name: its append-only file is damaged; scripts/salvage-redis $(region_of "$name") recovers it"
  fi
}

# One round under the lock: all the dead that are due, side by side.
restart_dead() {
  local name i reason starters=()
  now
  read_records # another command may have been at work until now
  find_dead
  for name in "${DEAD_DUE[@]}"; do
    start_again "$name" >"$RUN_DIR/$name.start" 2>&1 &
    starters+=($!)
  done
  for i in "${!DEAD_DUE[@]}"; do
    name=${DEAD_DUE[i]}
    TRIES[$name]=$((${TRIES[$name]:-0} + 1))
    if wait "${starters[i]}"; then
      ENDPOINTS_STALE=yes
      OURS[$name]=$(proc "$name" pid)
      if worth_telling "${TRIES[$name]}"; then tell "$name (pid ${RECORD[$name.pid]}) has died: started as pid ${OURS[$name]}, attempt ${TRIES[$name]}"; fi
      follow "$name" "${OURS[$name]}" "${DIED[$name]}" {LOCK_FD}>&- &
    else
      now
      wait_before_start "${TRIES[$name]}"
      DUE[$name]=$((NOW + WAIT))
      if worth_telling "${TRIES[$name]}"; then
        reason=$(tail -c 300 "$RUN_DIR/$name.start" 2>/dev/null | tr '\n' ' ')
        tell "attempt ${TRIES[$name]}: ${reason:-$name could not be started}; next in $((WAIT / 1000)) s"
      fi
    fi
    rm -f "$RUN_DIR/$name.start"
  done
}

refresh_endpoints() {
  if write_endpoints 2>/dev/null; then ENDPOINTS_STALE=''; fi
}

hear() {
  local word name pid
  read -r word name pid <<<"$1"
  if [[ $word == healthy && ${RECORD[$name.pid]:-} == "$pid" ]]; then
    now
    WELL[$name]=$NOW
    unset "DIED[$name]"
  fi
}

heal_centre() {
  local queue
  while read -r queue; do
    tell "queue $queue at the centre was not served: its process is started again"
  done < <(if alive rabbitmq-centre; then start_queues rabbitmq-centre; fi)
  heal_links
}

# One check at a time: a frozen broker makes it slow.
watch_links() {
  if ((NOW < LINKS_DUE)) || is_process "$LINKS_PID" "$LINKS_STARTED"; then return 0; fi
  LINKS_DUE=$((NOW + LINKS_EVERY_MS))
  read_settings
  heal_centre &
  LINKS_PID=$!
  LINKS_STARTED=$(start_time "$LINKS_PID")
}

main() {
  local line
  use_home "$1"
  exec {NEWS}<> <(:)
  now
  LINKS_DUE=$((NOW + LINKS_EVERY_MS)) LINKS_PID='' LINKS_STARTED=''
  SEEN_FILE=$(conf_dir supervisor)/seen RECORDS_DUE=0
  tell "watching $HOME_DIR"
  while [[ -f $SETTINGS_FILE ]]; do
    if read -r -t "$POLL_S" -u "$NEWS" line; then
      hear "$line"
      continue
    fi
    now
    refresh_records
    find_dead
    if [[ ${#DEAD_DUE[@]} -gt 0 || -n $ENDPOINTS_STALE ]] && try_lock; then
      restart_dead
      if [[ -n $ENDPOINTS_STALE ]]; then refresh_endpoints; fi
      free_lock
    fi
    watch_links
  done
  tell "the system in $HOME_DIR is gone: ending"
}

main "$@"
exit
