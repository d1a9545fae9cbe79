# shellcheck shell=bash
# Starts the supervisor, itself a recorded process.

define_supervisor() {
  local name=supervisor
  process_dirs "$name" "$(id -un)"
  put "$(conf_dir "$name")/env" 0600 </dev/null
  define "$name" supervisor centre 0 "$BASH" "$SCRIPTS_DIR/lib/supervisor.sh" "$HOME_DIR"
  # Newer scripts replace the one that runs.
  # shellcheck disable=SC2034 # read by process.sh
  DEF[$name.stamp]=$(cat "$SCRIPTS_DIR"/lib/*.sh | sha256_of)
}

# start_supervisor [WANTED]: one that was wanted before and has died is started again, too.
start_supervisor() {
  if [[ -z $1 && -z $(proc supervisor pid) ]]; then return 0; fi
  define_supervisor
  LAUNCHED=()
  launch supervisor
  if [[ ${#LAUNCHED[@]} -gt 0 ]]; then say "  up: supervisor (pid $(proc supervisor pid))"; fi
}
