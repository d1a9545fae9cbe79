# shellcheck shell=bash
# Stops all that is recorded: first who would start it again, then upstream first, so that each part can hand over what it holds.

STOP_ORDER=(supervisor prometheus dns edge forwarder warehouse rabbitmq redis postgres)

# stop_names NAME...: side by side; a record goes once its process has.
stop_names() {
  local name pids=()
  for name in "$@"; do
    {
      if alive "$name"; then say "  stopping $name (pid $(proc "$name" pid))"; fi
      stop_recorded "$name"
      if ! alive "$name"; then rm -f "$RUN_DIR/$name.proc"; fi
    } &
    pids+=($!)
  done
  for name in "${pids[@]}"; do wait "$name"; done
}

# A process that ended stays in the process list until its parent has taken note, which some containers' first process
# does late.
is_listed() { [[ $(start_time "$1") == "$2" ]]; }

none_listed() {
  local entry
  for entry in "$@"; do
    if is_listed "${entry%:*}" "${entry#*:}"; then return 1; fi
  done
}

stop_everything() {
  local role name names listed=()
  for name in $(recorded_names); do listed+=("$(proc "$name" pid):$(proc "$name" started)"); done
  for role in "${STOP_ORDER[@]}"; do
    names=()
    for name in $(recorded_names); do
      if [[ $(proc "$name" role) == "$role" ]]; then names+=("$name"); fi
    done
    if [[ ${#names[@]} -gt 0 ]]; then stop_names "${names[@]}"; fi
  done
  mapfile -t names < <(recorded_names)
  [[ ${#names[@]} -eq 0 ]] || die "still running: ${names[*]}"
  wait_until 8 none_listed "${listed[@]}" || true
}
