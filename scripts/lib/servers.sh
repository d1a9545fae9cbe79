# shellcheck shell=bash
# The three kinds of servers together: defined, started side by side, awaited, provisioned.

# define_servers KIND...: KIND is any of redis, rabbitmq, postgres.
define_servers() {
  local kind region
  for kind in "$@"; do
    case $kind in
      postgres) define_postgres ;;
      redis) for region in "${REGIONS[@]}"; do define_redis "$region"; done ;;
      rabbitmq) for region in "${REGIONS[@]}" centre; do define_rabbitmq "$region"; done ;;
    esac
  done
}

server_names() {
  local name
  for name in "${DEFINED[@]}"; do
    case ${DEF[$name.role]} in redis | rabbitmq | postgres) printf '%s\n' "$name" ;; esac
  done
}

# Starts what does not run, slowest first, and leaves each server provisioned.
start_servers() {
  local names name started=()
  mapfile -t names < <(server_names | sort -r)
  LAUNCHED=()
  for name in "${names[@]}"; do
    if [[ ${DEF[$name.role]} == rabbitmq ]]; then launch "$name"; fi
  done
  for name in "${names[@]}"; do
    if [[ ${DEF[$name.role]} == postgres ]]; then create_cluster; fi
    if [[ ${DEF[$name.role]} != rabbitmq ]]; then launch "$name"; fi
  done
  started=("${LAUNCHED[@]}")
  if [[ ${#started[@]} -gt 0 ]]; then await "${START_LIMIT:-120}" "${started[@]}"; fi
  for name in "${names[@]}"; do
    case ${DEF[$name.role]} in
      rabbitmq)
        # A node that has just started has read the file itself.
        if [[ " ${started[*]} " == *" $name "* ]]; then rabbitmq_mark_loaded "$name"; else rabbitmq_refresh "$name"; fi
        rabbitmq_drop_strangers "$name"
        if [[ $name == rabbitmq-centre ]]; then start_queues "$name" | sed 's/^/  started again: queue /'; fi
        ;;
      postgres) provision_postgres ;;
    esac
  done
}
