# shellcheck shell=bash
# Who runs what. As root every kind of server has an account of its own; as anybody else all runs as that user.

# account_of ROLE
account_of() {
  if [[ $EUID -ne 0 ]]; then
    id -un
    return
  fi
  case $1 in
    redis | rabbitmq | postgres) printf '%s' "$1" ;;
    dns) printf 'gdnsd' ;;
    supervisor) id -un ;; # it starts processes of every account
    *) printf 'clickway' ;;
  esac
}

# run_as ACCOUNT COMMAND...: without the groups and rights of the caller.
run_as() {
  local account=$1
  shift
  if [[ $EUID -ne 0 ]]; then
    "$@"
  else
    setpriv --reuid "$account" --regid "$(id -gn "$account")" --clear-groups --no-new-privs -- "$@"
  fi
}

ensure_clickway_account() {
  [[ $EUID -eq 0 ]] || return 0
  id clickway >/dev/null 2>&1 && return 0
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin clickway
}

# The server accounts must be able to walk to their data; a clone under a closed folder keeps it elsewhere.
choose_store() {
  [[ $EUID -eq 0 && ! -f $SETTINGS_FILE ]] || return 0
  local account
  chmod 0711 "$HOME_DIR"
  for account in "$@"; do
    if ! run_as "$account" test -x "$HOME_DIR" 2>/dev/null; then
      STORE_DIR=/var/lib/clickway/$(printf '%s' "$HOME_DIR" | sha256_of | cut -c1-16)
      return 0
    fi
  done
}

# Makes the home and its store; account names are those that will run servers.
prepare_home() {
  local folder
  mkdir -p "$HOME_DIR"
  [[ -O $HOME_DIR ]] || die "$HOME_DIR belongs to $(stat -c %U "$HOME_DIR"): run this as that account"
  if [[ -n ${CLICKWAY_HOMES_FILE:-} ]]; then printf '%s\n' "$HOME_DIR" >>"$CLICKWAY_HOMES_FILE"; fi
  choose_store "$@"
  install -d -m 0700 "$RUN_DIR" "$LOG_DIR"
  if [[ $STORE_DIR == "$HOME_DIR" ]]; then
    # 0711: the accounts walk through, only the owner lists.
    if [[ $EUID -eq 0 ]]; then chmod 0711 "$HOME_DIR"; else chmod 0700 "$HOME_DIR"; fi
    for folder in conf data apps; do install -d -m "$(shared_mode)" "$STORE_DIR/$folder"; done
  else
    chmod 0700 "$HOME_DIR"
    install -d -m 0711 "${STORE_DIR%/*}" "$STORE_DIR"
    for folder in conf data apps; do
      install -d -m 0711 "$STORE_DIR/$folder"
      ln -sfn "$STORE_DIR/$folder" "$HOME_DIR/$folder"
    done
  fi
}

shared_mode() { if [[ $EUID -eq 0 ]]; then printf 0711; else printf 0700; fi; }

# process_dirs NAME ACCOUNT: a data folder of the account, and a configuration folder it may only read.
process_dirs() {
  local name=$1 account=$2
  if [[ $EUID -eq 0 ]]; then
    install -d -m 0710 -o root -g "$(id -gn "$account")" "$(conf_dir "$name")"
    install -d -m 0700 -o "$account" -g "$(id -gn "$account")" "$(data_dir "$name")"
  else
    install -d -m 0700 "$(conf_dir "$name")" "$(data_dir "$name")"
  fi
}
