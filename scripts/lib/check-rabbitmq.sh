# shellcheck shell=bash
# Reads a running RabbitMQ node back: its settings, and users, rights and topology against the definitions.

# One line per part of the definitions: the name, a filter for what the node may have besides, and the remedy's hint.
# At a region federation adds its own queue, exchange and bindings; at the centre other queues may stand beside ours,
# but every user, right, upstream and policy must be one of ours, and nothing else may be bound to clicks.
RABBITMQ_COMPARE=$(
  cat <<'EOF'
def own: map(select((.name // "") | startswith("federation: ") | not))
  | map(select((.destination // "") | startswith("federation: ") | not))
  | map(select((.source // "") | startswith("federation: ") | not));
def plain: own | map(
    del(.hashing_algorithm, .limits, .internal, .priority, .metadata)
    | if has("tags") then .tags |= (if type == "array" then map(select(. != "")) | join(",") else . end) else . end
    | if has("type") and has("arguments") and (.type == "quorum" or .type == "classic") then del(.type) else . end);
def key: [.component, .source, .destination, .user, .name, .pattern] | map(. // "") | join(" ") | gsub("^ +| +$"; "") | gsub(" +"; " ");
def masked: walk(if type == "object" then with_entries(
    if .key == "password_hash" then .value = "a hash" elif .key == "uri" then .value |= sub("//.*@"; "//…@") else . end) else . end) | tojson;
def closed: {users: 1, permissions: 1, topic_permissions: 1, parameters: 1, policies: 1, vhosts: 1, global_parameters: 1};
$wanted[0] as $w | $found[0] as $f
| ["users", "permissions", "topic_permissions", "global_parameters", "parameters", "policies", "exchanges", "queues", "bindings"][] as $part
| ($w[$part] // [] | plain) as $ours | ($f[$part] // [] | plain) as $theirs
| ( $ours[] | . as $item
    | ([$theirs[] | select(key == ($item | key))] ) as $same
    | if ($same | length) == 0 then ["OFF", $part, key, masked, "nothing"]
      elif any($same[]; . == $item) then ["ok", $part, key, "", ""]
      else ["OFF", $part, key, masked, ($same[0] | if masked == ($item | masked) then "another secret" else masked end)] end ),
  ( $theirs[] | . as $item
    | select(closed[$part] or ($part == "bindings" and .source == "clicks"))
    | select(all($ours[]; key != ($item | key)))
    | ["OFF", $part, key, "nothing", masked] )
| @tsv
EOF
)

check_rabbitmq() {
  local name=$1 place=${1#rabbitmq-} verdict part key wanted found
  check_alive "$name" || return 0
  check_rabbitmq_settings "$name" "$place"
  while IFS=$'\t' read -r verdict part key wanted found; do
    if [[ $verdict == ok ]]; then
      check "$name $part: $key" "as defined" "as defined"
    else
      check "$name $part: $key" "$wanted" "$found"
    fi
  done < <(jq -rn --slurpfile wanted <(rabbitmq_definitions "$place") --slurpfile found <(rabbitmq_exported "$name") "$RABBITMQ_COMPARE")
  if [[ $place == centre ]]; then check_federation "$name"; fi
}

# The node's own values for the rules, as "key<TAB>value" lines.
rabbitmq_settings_found() {
  rabbitmq_eval "$1" <<'EOF'
Get = fun (K) -> {ok, V} = application:get_env(rabbit, K), V end,
Say = fun (K, V) -> io:format("~s\t~0p~n", [K, V]) end,
{absolute, Memory} = Get(vm_memory_high_watermark),
Say("heartbeat", Get(heartbeat)), Say("consumer_timeout", Get(consumer_timeout)), Say("channel_max", Get(channel_max)), Say("max_message_size", Get(max_message_size)),
Say("disk_free_limit.absolute", rabbit_disk_monitor:get_disk_free_limit()), Say("vm_memory_high_watermark.absolute", Memory),
io:format("listeners\t~s~n", [string:join(lists:sort([inet:ntoa(A) ++ ":" ++ integer_to_list(P)
  || {listener, _, amqp, _, A, P, _} <- rabbit_networking:node_listeners(node())]), " ")]),
io:format("other listeners\t~s~n", [string:join([atom_to_list(L) || {listener, _, L, _, _, _, _} <- rabbit_networking:node_listeners(node()),
  L =/= amqp, L =/= clustering], " ")]),
io:format("plugins\t~s~n", [string:join([atom_to_list(P) || P <- lists:sort(rabbit_plugins:active()), P =/= amqp_client], " ")]),
io:format("loopback_users\t~s~n", [string:join(lists:sort([binary_to_list(U) || U <- Get(loopback_users)]), " ")]),
io:format("alarms\t~s~n", [case rabbit_alarm:get_alarms() of [] -> "none"; As -> io_lib:format("~0p", [As]) end]),
io:format("distribution\t~s~n", [case application:get_env(kernel, inet_dist_use_interface) of {ok, I} -> inet:ntoa(I); _ -> "any" end]).
EOF
}

check_rabbitmq_settings() {
  local name=$1 address key value
  declare -A found=()
  address=$(address_of "$2")
  while IFS=$'\t' read -r key value; do found[$key]=$value; done < <(rabbitmq_settings_found "$name")
  while IFS=' =' read -r key value; do check "$name $key" "$value" "${found[$key]:-}"; done < <(rabbitmq_rules)
  check "$name listeners" "$(rabbitmq_listeners "$2" | paste -sd ' ' -)" "${found[listeners]:-}"
  check "$name other listeners" "$(if is_monitored; then printf 'http/prometheus'; fi)" "${found[other listeners]:-}"
  check "$name distribution interface" "$address" "${found[distribution]:-}"
  check "$name plugins" "$(rabbitmq_plugins)" "${found[plugins]:-}"
  check "$name loopback-only users" "guest operator" "${found[loopback_users]:-}"
  check "$name alarms" none "${found[alarms]:-}" "free disk space or memory; publishers are blocked until then"
}

# A link that was just cut comes back within its reconnect delay: it gets some time.
check_federation() {
  local region
  check "$1 queues that no process serves" none "$(silent_queues "$1" | paste -sd ' ' - | sed 's/^$/none/')" \
    "scripts/up starts it again; if it can't, scripts/rebuild-queue makes it anew"
  wait_until 30 federation_runs "$1" || true
  for region in "${REGIONS[@]}"; do
    check "$1 federation link from $region" running "$(federation_states "$1" | sed -n "s/^$region //p" | tail -n 1)" \
      "see that rabbitmq-$region runs; scripts/logs $1"
  done
}
