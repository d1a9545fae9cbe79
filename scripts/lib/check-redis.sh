# shellcheck shell=bash
# Reads a running Redis back: durability, memory, users and what each may do.

check_redis() {
  local name=$1 region=${1#redis-} key value
  check_alive "$name" || return 0
  while read -r key value; do
    check "$name $key" "$value" "$(redis_cli "$name" config get "$key" | sed -n 2p)"
  done < <(redis_rules)
  check "$name save" '' "$(redis_cli "$name" config get save | sed -n 2p)"
  check "$name bind" "$(address_of "$region")" "$(redis_cli "$name" config get bind | sed -n 2p)"
  check "$name append-only file" ok "$(redis_cli "$name" info persistence | tr -d '\r' | sed -n 's/^aof_last_write_status://p')" "free disk space; scripts/logs $name"
  check "$name users" "default edge forwarder operator" \
    "$(redis_cli "$name" acl users | grep -v '^doctor-' | sort | tr '\n' ' ' | sed 's/ $//')"
  check_redis_rights "$name" "$region"
}

# The rights are compared by Redis itself: the wanted rules are given to throw-away users, read back in the server's
# own normal form next to the real ones, and dropped again. On stdin, so that no hash shows in the process list.
check_redis_rights() {
  local name=$1 region=$2 users user answer wanted
  users=$(redis_acl "$region")
  answer=$({
    printf '%s\n' "${users//user /acl setuser doctor-$$-}"
    printf 'acl list\n'
    printf 'acl deluser doctor-%s-%s\n' "$$" default "$$" edge "$$" forwarder "$$" operator
  } | redis_cli "$name")
  for user in default edge forwarder operator; do
    wanted=$(sed -n "s/^user doctor-$$-$user //p" <<<"$answer")
    if [[ -n $wanted && $wanted == "$(sed -n "s/^user $user //p" <<<"$answer")" ]]; then
      check "$name rights of $user" "as provisioned" "as provisioned"
    else
      check "$name rights of $user" "as provisioned" "other rights or another password"
    fi
  done
}
