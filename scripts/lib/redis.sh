# shellcheck shell=bash
# One Redis per region: every append is on disk before it is answered, nothing is ever evicted.

# The hop rules, one "name value" per line (no preamble: what is rewritten stays readable to scripts/salvage-redis): written to redis.conf, and read back by the doctor.
redis_rules() {
  cat <<'EOF'
appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
aof-load-truncated yes
aof-use-rdb-preamble no
maxmemory 536870912
maxmemory-policy noeviction
EOF
}

redis_user() { # NAME PASSWORD RULES...
  local name=$1 password=$2
  shift 2
  printf 'user %s on #%s resetchannels -@all %s\n' "$name" "$(printf '%s' "$password" | sha256_of)" "$*"
}

# Each role may do what its client does and nothing more. Nobody logs in as the default user: it is off. It must be allowed
# everything all the same: Redis 7.0 replays its append-only file under its rights, and skips, with no more than a line in
# its log, each transaction in which it finds a command that this user may not give. Deliberate, do not fix.
redis_acl() {
  local region=$1
  printf 'user default off resetpass ~* &* +@all\n'
  redis_user edge "$(region_secret redis_edge "$region")" \
    '%W~clickway:events +xadd +ping +hello +auth +client|setname (%R~cfg:* -@all +get +mget +strlen +exists)'
  redis_user forwarder "$(region_secret redis_forwarder "$region")" '~clickway:events ~cfg:* ~lease:*' \
    '+xreadgroup +xack +xdel +xautoclaim +xclaim +xpending +xgroup|create +xgroup|delconsumer +xinfo +xlen +xrange' \
    '+multi +exec +discard +watch +unwatch +ping +hello +auth +client|setname +config|get +info' \
    '+get +mget +set +del +exists +strlen +pexpire +scan'
  redis_user operator "$(region_secret redis_operator "$region")" '~* &* +@all'
}

# redis_config ADDRESS DATA_DIR ACL_FILE: the whole redis.conf.
redis_config() {
  redis_rules
  cat <<EOF
bind $1
port $REDIS_PORT
dir $2
aclfile $3
save ""
daemonize no
logfile ""
maxclients 1000
tcp-keepalive 60
EOF
}

define_redis() {
  local region=$1 name=redis-$1 account conf
  account=$(account_of redis)
  conf=$(conf_dir "$name")
  process_dirs "$name" "$account"
  redis_acl "$region" | put "$conf/users.acl" 0600 "$account"
  put "$conf/env" 0600 </dev/null
  redis_config "$(address_of "$region")" "$(data_dir "$name")" "$conf/users.acl" | put "$conf/redis.conf" 0600 "$account"
  define "$name" redis "$region" "$REDIS_PORT" /usr/bin/redis-server "$conf/redis.conf"
}

# redis_cli NAME COMMAND...: as operator; the password travels in the environment.
redis_cli() {
  local name=$1 region=${1#redis-}
  shift
  REDISCLI_AUTH=$(region_secret redis_operator "$region") timeout 5 \
    redis-cli -h "$(address_of "$region")" -p "$REDIS_PORT" --user operator --no-auth-warning "$@"
}

health_redis() { [[ $(redis_cli "$1" ping 2>/dev/null) == PONG ]]; }

redis_log_is_whole() {
  redis-check-aof "$(data_dir "$1")/appendonlydir/appendonly.aof.manifest" >/dev/null 2>&1 </dev/null
}

redis_uri() { # REGION USER
  printf 'redis://%s:%s@%s:%s' "$2" "$(region_secret "redis_$2" "$1")" "$(address_of "$1")" "$REDIS_PORT"
}
