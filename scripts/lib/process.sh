# shellcheck shell=bash
# Long-running processes: defined, started detached, recorded by pid and start time, stopped by record only.
# A definition is a set of DEF[name.*] entries plus the command, joined by the unit separator.

declare -gA DEF=()
DEFINED=()
UNIT=$'\x1f'

# define NAME ROLE REGION PORT COMMAND...: the environment file is conf/NAME/env (KEY=VALUE lines).
define() {
  local name=$1 role=$2 region=$3 port=$4 IFS=$UNIT
  shift 4
  DEF[$name.role]=$role
  DEF[$name.region]=$region
  DEF[$name.address]=$(address_of "$region" "$(instance_of "$name")")
  DEF[$name.port]=$port
  DEF[$name.account]=$(account_of "$role")
  DEF[$name.command]="$*"
  DEFINED+=("$name")
}

# proc NAME KEY: a field of the record of the last start.
proc() {
  [[ -f $RUN_DIR/$1.proc ]] || return 0
  local key value
  while IFS='=' read -r key value; do
    if [[ $key == "$2" ]]; then printf '%s' "$value"; fi
  done <"$RUN_DIR/$1.proc"
}

recorded_names() {
  local file
  for file in "$RUN_DIR"/*.proc; do
    if [[ -f $file ]]; then basename "$file" .proc; fi
  done | sort
}

# stat_field PID N: field N of /proc/PID/stat, counted behind the command's name (1 = state).
stat_field() {
  local line fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -r -a fields <<<"${line##*) }"
  printf '%s' "${fields[$2 - 1]}"
}

start_time() { stat_field "$1" 20; }

# A pid counts only with its start time, so a number used again is never taken for ours. A zombie is dead.
# Forks nothing: the supervisor asks twice a second about everything.
is_process() {
  local line fields
  [[ -n $1 && -n $2 ]] || return 1
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2206 # words of letters and digits
  fields=(${line##*) })
  [[ ${fields[0]} != Z && ${fields[0]} != X && ${fields[19]} == "$2" ]]
}

# The boot counts too: start times begin again with every boot of the machine.
THIS_BOOT=$(</proc/sys/kernel/random/boot_id)

alive() { [[ $(proc "$1" boot) == "$THIS_BOOT" ]] && is_process "$(proc "$1" pid)" "$(proc "$1" started)"; }

# session_members PID ACCOUNT: living processes of ACCOUNT in the session that PID leads or led.
session_members() {
  local stat line fields uid
  uid=$(id -u "$2")
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    read -r -a fields <<<"${line##*) }"
    if [[ ${fields[3]} == "$1" && ${fields[0]} != Z && $(stat -c %u "${stat%/stat}" 2>/dev/null) == "$uid" ]]; then
      stat=${stat#/proc/}
      printf '%s\n' "${stat%/stat}"
    fi
  done
}

session_is_empty() { [[ -z $(session_members "$1" "$2") ]]; }

# What a killed server leaves behind (Postgres backends) goes by itself within moments, or is ended here.
clear_leftovers() {
  local pid account
  pid=$(proc "$1" pid)
  account=$(proc "$1" account)
  [[ -n $pid && $(proc "$1" boot) == "$THIS_BOOT" ]] || return 0
  # The number lives on in somebody else: its session is not ours.
  if [[ -e /proc/$pid ]] && ! alive "$1" && [[ $(stat_field "$pid" 1) != Z ]]; then return 0; fi
  wait_until 5 session_is_empty "$pid" "$account" \
    || session_members "$pid" "$account" | xargs -r kill -KILL 2>/dev/null || true
}

# overrides_of NAME: what an operator added to the environment of one process, in settings.d/NAME.env: KEY=VALUE lines,
# comments, empty lines. It may hold secrets, so it is for its owner only.
overrides_of() {
  local file=$OVERRIDES_DIR/$1.env
  [[ -f $file ]] || return 0
  sed -E '/^[[:space:]]*(#|$)/d' "$file"
}

refuse_bad_overrides() {
  local name line
  [[ -d $OVERRIDES_DIR ]] || return 0
  chmod 0700 "$OVERRIDES_DIR"
  for name in "${DEFINED[@]}"; do
    [[ -f $OVERRIDES_DIR/$name.env ]] || continue
    chmod 0600 "$OVERRIDES_DIR/$name.env"
    while IFS= read -r line; do
      [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] || die "settings.d/$name.env: a line is not KEY=VALUE: '${line%%=*}'"
    done < <(overrides_of "$name")
  done
}

# Everything a start depends on; a different value means: restart.
spec_of() {
  local name=$1 conf
  conf=$(conf_dir "$name")
  {
    printf '%s\n' "${DEF[$name.account]}" "${DEF[$name.command]}" "${DEF[$name.stamp]:-}"
    find "$conf" -maxdepth 1 -type f -not -name definitions.json -not -name seen -print0 | sort -z | xargs -0 -r cat
    overrides_of "$name"
  } | sha256_of
}

port_owner() {
  command -v ss >/dev/null || return 0
  ss -ltnpH "sport = :$2" 2>/dev/null | awk -v a="$1" -v p="$2" '
    $4 == a ":" p || $4 == "0.0.0.0:" p || $4 == "*:" p || $4 == "[::]:" p {
      if (match($0, /"[^"]*",pid=[0-9]+/)) { split(substr($0, RSTART, RLENGTH), w, /[",=]+/); print w[2] " (pid " w[4] ")" }
      exit
    }'
}

port_answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

refuse_taken_port() {
  local address=$1 port=$2 name=$3 owner
  port_answers "$address" "$port" || return 0
  owner=$(port_owner "$address" "$port")
  die "$name cannot start: $address:$port is taken${owner:+ by $owner}"
}

# ports_of ROLE REGION: every port it listens on.
ports_of() {
  case $1 in
    edge | warehouse) printf '%s\n' "$HTTP_PORT" "$MANAGEMENT_PORT" ;;
    forwarder) printf '%s\n' "$FORWARDER_MANAGEMENT_PORT" ;;
    redis) printf '%s\n' "$REDIS_PORT" ;;
    postgres) printf '%s\n' "$POSTGRES_PORT" ;;
    prometheus) printf '%s\n' "$PROMETHEUS_PORT" ;;
    dns) printf '%s\n' "$DNS_PORT" ;;
    rabbitmq)
      printf '%s\n' "$RABBITMQ_PORT" "$RABBITMQ_DIST_PORT"
      if [[ $2 != centre ]]; then printf '%s\n' "$FEDERATION_PORT"; fi
      if is_monitored; then printf '%s\n' "$RABBITMQ_METRICS_PORT"; fi
      ;;
  esac
}

# Starts a defined process detached: own session, no inherited descriptors, environment from its file only.
# It waits at a gate until its record is written: whoever dies in between, nothing ever serves unrecorded.
spawn() {
  local name=$1 log env_file command pid gate
  log=$(log_file "$name")
  env_file=$(conf_dir "$name")/env
  IFS=$UNIT read -r -d '' -a command < <(printf '%s\0' "${DEF[$name.command]}") || true
  rotate_log "$log"
  exec {gate}<> <(:)
  (
    trap - EXIT
    umask 077
    exec </dev/null >>"$log" 2>&1
    read -r -t 10 -u "$gate" _ || exit 1
    local fd variable line
    for fd in /proc/"$BASHPID"/fd/*; do
      fd=${fd##*/}
      if ((fd > 2 && fd != 255)); then eval "exec $fd>&-"; fi
    done
    cd /
    for variable in $(compgen -e); do unset "$variable"; done
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
    while IFS= read -r line; do
      # shellcheck disable=SC2163 # the line is NAME=VALUE
      if [[ -n $line ]]; then export "$line"; fi
    done < <(cat "$env_file" && overrides_of "$name")
    if [[ $EUID -eq 0 ]]; then
      exec setsid setpriv --reuid "${DEF[$name.account]}" --regid "$(id -gn "${DEF[$name.account]}")" \
        --clear-groups --no-new-privs -- "${command[@]}"
    else
      exec setsid "${command[@]}"
    fi
  ) &
  pid=$!
  disown "$pid"
  record "$name" "$pid" || { exec {gate}>&- && return 1; }
  printf 'go\n' >&"$gate"
  exec {gate}>&-
}

record() {
  local name=$1 pid=$2
  put "$RUN_DIR/$name.proc" 0600 <<EOF
pid=$pid
started=$(start_time "$pid" || printf gone)
spec=$(spec_of "$name")
role=${DEF[$name.role]}
region=${DEF[$name.region]}
address=${DEF[$name.address]}
port=${DEF[$name.port]}
account=${DEF[$name.account]}
boot=$THIS_BOOT
at=$(date +%s)
stamp=${DEF[$name.stamp]:-}
command=${DEF[$name.command]}
EOF
}

# define_from_record NAME: as it was last started, for whoever starts it again without knowing how it came about.
define_from_record() {
  local key value
  while IFS='=' read -r key value; do
    case $key in role | region | address | port | account | stamp | command) DEF[$1.$key]=$value ;; esac
  done <"$RUN_DIR/$1.proc"
}

# Logs only grow while a process runs; a start moves a big one aside, and one old one is kept. A log in which an edge
# wrote down events that no store took is data: it is never overwritten.
rotate_log() {
  [[ -f $1 && $(stat -c %s "$1") -gt 16777216 ]] || return 0
  if grep -q 'CLICKWAY-EVENT v' "$1"; then mv "$1" "$1.events-$(date +%s)"; else mv -f "$1" "$1.1"; fi
}

healthy() { "health_$(proc "$1" role)" "$1"; }

health_supervisor() { alive "$1"; }

# launch NAME: leaves what runs, is healthy and was started the same way; (re)starts anything else.
# LAUNCHED gathers the names it had to start.
LAUNCHED=()
launch() {
  local name=$1
  if alive "$name"; then
    if [[ $(proc "$name" spec) == "$(spec_of "$name")" ]] && wait_until 5 healthy "$name"; then return 0; fi
    say "restarting $name: $(if healthy "$name"; then printf 'its settings changed'; else printf 'it runs but is not healthy'; fi)"
    stop_recorded "$name"
  elif [[ -n $(proc "$name" pid) ]]; then
    say "$name has died: starting it again"
  fi
  clear_leftovers "$name"
  refuse_taken_port "${DEF[$name.address]}" "${DEF[$name.port]}" "$name"
  start_cleanly "$name"
  LAUNCHED+=("$name")
}

# start_cleanly NAME: for a process that is gone with all it left.
start_cleanly() {
  if [[ ${DEF[$1.role]} == postgres ]]; then drop_stale_postmaster_file; fi
  spawn "$1"
}

# await SECONDS NAME...: until all are healthy, with a line for each and what is still awaited every 5 s. A process that
# ends while starting gets two more tries: it may have been killed, or a time limit of its own ran out on a busy machine.
await() {
  local limit=$1 began pending still name told
  local -A tries=()
  shift
  began=$(now_ms)
  told=$began
  pending=("$@")
  while [[ ${#pending[@]} -gt 0 ]]; do
    still=()
    for name in "${pending[@]}"; do
      if healthy "$name"; then
        say "  up: $name (pid $(proc "$name" pid), after $(seconds_since "$began") s)"
      elif ! alive "$name"; then
        tries[$name]=$((${tries[$name]:-1} + 1))
        if ((tries[$name] > 3)); then
          show_log_tail "$(log_file "$name")"
          die "$name ended while starting, three times"
        fi
        warn "$name ended while starting (scripts/logs $name): trying again"
        clear_leftovers "$name"
        start_cleanly "$name"
        still+=("$name")
      else
        still+=("$name")
      fi
    done
    pending=("${still[@]}")
    [[ ${#pending[@]} -gt 0 ]] || return 0
    if (($(now_ms) - began > limit * 1000)); then
      show_log_tail "$(log_file "${pending[0]}")"
      die "not healthy after $limit s: ${pending[*]}"
    fi
    if (($(now_ms) - told > 5000)); then
      told=$(now_ms)
      say "  waiting for ${pending[*]} ($(seconds_since "$began") s)"
    fi
    sleep 0.2
  done
}

# The signals and patience each kind of process gets; the last resort is always KILL.
stop_plan() {
  case $1 in
    postgres) printf 'TERM 10 INT 20' ;;
    rabbitmq) printf 'TERM 30' ;;
    redis) printf 'TERM 15' ;;
    *) printf 'TERM 25' ;;
  esac
}

is_gone() { ! is_process "$1" "$2"; }

# stop_recorded NAME: ends the recorded process and its session; keeps the record for a later start.
stop_recorded() {
  local name=$1 pid started plan i
  pid=$(proc "$name" pid)
  started=$(proc "$name" started)
  alive "$name" || { clear_leftovers "$name"; return 0; }
  read -r -a plan <<<"$(stop_plan "$(proc "$name" role)")"
  for ((i = 0; i < ${#plan[@]}; i += 2)); do
    kill "-${plan[i]}" "$pid" 2>/dev/null || true
    if wait_until "${plan[i + 1]}" is_gone "$pid" "$started"; then
      clear_leftovers "$name"
      return 0
    fi
  done
  warn "$name (pid $pid) did not stop in time: killed"
  kill_recorded "$name"
}

# kill_recorded NAME: at once, as a crash would.
kill_recorded() {
  local name=$1 pid started
  pid=$(proc "$name" pid)
  started=$(proc "$name" started)
  alive "$name" || return 0
  kill -KILL "$pid" 2>/dev/null || true
  wait_until 10 is_gone "$pid" "$started" || warn "$name (pid $pid) survived KILL"
}
