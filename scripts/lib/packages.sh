# shellcheck shell=bash
# Debian packages: what is needed, and how it is installed without any system service starting.

POLICY=/usr/sbin/policy-rc.d
POLICY_SAVED=/usr/sbin/policy-rc.d.clickway-saved
POLICY_NONE=/usr/sbin/policy-rc.d.clickway-none

# missing_packages FOR...: FOR is any of redis rabbitmq postgres tools geo chaos shellcheck terraform-check monitoring geodns resolver acme.
missing_packages() {
  local part
  for part in "$@"; do
    case $part in
      redis) [[ -x /usr/bin/redis-server ]] || printf 'redis-server\n' ;;
      rabbitmq) [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server && -x /usr/bin/erl_call ]] || printf 'rabbitmq-server\n' ;;
      postgres)
        [[ -x $POSTGRES_BIN/postgres ]] || printf 'postgresql-15\n'
        [[ -f /usr/share/postgresql/15/extension/hll.control ]] || printf 'postgresql-15-hll\n'
        ;;
      tools)
        command -v jq >/dev/null || printf 'jq\n'
        command -v curl >/dev/null || printf 'curl\n'
        command -v setpriv >/dev/null && command -v flock >/dev/null || printf 'util-linux\n'
        ;;
      geo) command -v npm >/dev/null && command -v node >/dev/null || printf 'npm\n' ;;
      geodns)
        [[ -x /usr/sbin/gdnsd ]] || printf 'gdnsd\n'
        command -v dig >/dev/null || printf 'bind9-dnsutils\n'
        [[ -f /usr/share/zoneinfo/zone.tab ]] || printf 'tzdata\n'
        ;;
      resolver) [[ -x /usr/sbin/unbound ]] || printf 'unbound\n' ;;
      chaos)
        command -v nft >/dev/null || [[ -x /usr/sbin/nft ]] || printf 'nftables\n'
        command -v ip >/dev/null || [[ -x /sbin/ip ]] || printf 'iproute2\n'
        command -v mkfs.ext4 >/dev/null || [[ -x /sbin/mkfs.ext4 ]] || printf 'e2fsprogs\n'
        command -v gcc >/dev/null || printf 'gcc\nlibc6-dev\n'
        ;;
      terraform-check)
        command -v npm >/dev/null && command -v node >/dev/null || printf 'npm\n'
        command -v terraform >/dev/null || command -v unzip >/dev/null || printf 'unzip\n'
        ;;
      bench) bench_packages ;; # of scripts/bench
      monitoring)
        command -v promtool >/dev/null || printf 'prometheus\n'
        command -v amtool >/dev/null || printf 'prometheus-alertmanager\n'
        ;;
      acme)
        command -v pebble >/dev/null && command -v pebble-challtestsrv >/dev/null || printf 'pebble\n'
        command -v lego >/dev/null || printf 'lego\n'
        ;;
      shellcheck) command -v shellcheck >/dev/null || printf 'shellcheck\n' ;;
    esac
  done
}

# ensure_packages FOR...: installs what is missing or refuses with the command that would do it.
ensure_packages() {
  local missing as_root=()
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  command -v apt-get >/dev/null || die "missing ${missing[*]}: install them (this is no Debian, so not done here)"
  if [[ $EUID -ne 0 ]]; then
    may_use_sudo || die "missing packages and neither root nor sudo: run as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]} (no system service is started)"
  "${as_root[@]}" bash -euo pipefail -c "$(declare -f put_policy restore_policy install_quietly); POLICY=$POLICY; POLICY_SAVED=$POLICY_SAVED; POLICY_NONE=$POLICY_NONE; install_quietly \"\$@\"" install "${missing[@]}" \
    || die "could not install ${missing[*]}"
}

may_use_sudo() { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; }

# While packages are installed, policy-rc.d answers 101: "start nothing". Afterwards it is what it was before,
# also when an earlier run was cut off in between.
put_policy() {
  restore_policy
  if [[ -e $POLICY || -L $POLICY ]]; then mv -f "$POLICY" "$POLICY_SAVED"; else : >"$POLICY_NONE"; fi
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 0755 "$POLICY"
}

restore_policy() {
  if [[ -e $POLICY_SAVED || -L $POLICY_SAVED ]]; then
    mv -f "$POLICY_SAVED" "$POLICY"
  elif [[ -e $POLICY_NONE ]]; then
    rm -f "$POLICY" "$POLICY_NONE"
  fi
}

install_quietly() {
  INSTALL_LOG=$(mktemp) # no local: the trap runs when the function is over
  trap 'restore_policy; rm -f "$INSTALL_LOG"' EXIT
  trap 'exit 130' INT TERM HUP
  put_policy
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"; } >"$INSTALL_LOG" 2>&1 </dev/null \
    || { tail -n 15 "$INSTALL_LOG" >&2; return 1; }
}
