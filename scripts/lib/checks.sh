# shellcheck shell=bash
# How the doctor reports: one line per check, and what to do about a wrong one.

RESTART='scripts/down, then scripts/up'

# check WHAT EXPECTED FOUND [REMEDY]
check() {
  if [[ $2 == "$3" ]]; then
    printf 'ok   %s: %s\n' "$1" "${2:-nothing}"
  else
    printf 'OFF  %s: expected %s, found %s; remedy: %s\n' "$1" "${2:-nothing}" "${3:-nothing}" "${4:-$RESTART}"
  fi
}

check_alive() {
  if ! alive "$1"; then
    check "$1 process" running "not running" 'scripts/up'
    return 1
  fi
  if ! wait_until 20 healthy "$1"; then
    check "$1 health" healthy "not healthy" "scripts/logs $1, then scripts/up"
    return 1
  fi
  check "$1 process" "running and healthy" "running and healthy"
}

# A file with secrets is for its owner only.
check_secret_files() {
  local file
  for file in "$SECRETS_FILE" "$ENDPOINTS_FILE" "$OVERRIDES_DIR"/*.env; do
    if [[ -f $file ]]; then check "${file##*/} mode" 600 "$(stat -c %a "$file")" "chmod 600 $file"; fi
  done
}
