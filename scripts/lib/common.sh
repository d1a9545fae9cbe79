# shellcheck shell=bash
# Output, refusals, bounded waits and small file helpers. Sourced by every command.

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# One clear line, then the end.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Prints the header comment of the calling command as its help.
print_help() {
  sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//;p}' "$0"
}

# usage_error TEXT: a wrong argument, with the way to the help.
usage_error() { die "$* (see ${0##*/} --help)"; }

# argument FLAG [VALUE]: prints the value of a flag or refuses.
argument() {
  [[ $# -ge 2 && -n $2 ]] || usage_error "$1 needs a value"
  printf '%s' "$2"
}

now_ms() {
  local micros=${EPOCHREALTIME/[.,]/}
  printf '%s' "${micros%???}"
}

# seconds_since MS: "4.2", for progress lines.
seconds_since() {
  local passed=$(($(now_ms) - $1))
  printf '%d.%d' $((passed / 1000)) $((passed % 1000 / 100))
}

# wait_until SECONDS COMMAND...: tries every 0.1 s until it succeeds; 1 when the time is over.
wait_until() {
  local limit=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    (($(now_ms) < limit)) || return 1
    sleep 0.1
  done
}

# put FILE MODE [OWNER[:GROUP]] < text: replaces the file atomically; never readable by more than MODE allows.
put() {
  local file=$1 mode=$2 owner=${3:-} fresh
  fresh=$(mktemp "$file.XXXXXX") || return
  # Each step by itself: on a full disk the old file stays, also where "set -e" doesn't reach.
  if cat >"$fresh" && chmod "$mode" "$fresh" \
    && { [[ -z $owner || $EUID -ne 0 ]] || chown "$owner" "$fresh"; } && mv -f "$fresh" "$file"; then
    return 0
  fi
  rm -f "$fresh"
  return 1
}

# fresh_log FILE: empty, for its owner only.
fresh_log() {
  rm -f "$1"
  (umask 077 && : >"$1")
}

# The last lines of a log, indented, for a failure.
show_log_tail() {
  [[ -s $1 ]] || return 0
  printf 'last lines of %s:\n' "$1" >&2
  tail -n "${2:-15}" "$1" | sed 's/^/  | /' >&2
}

sha256_of() { sha256sum | cut -d' ' -f1; }
