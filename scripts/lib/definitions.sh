# shellcheck shell=bash
# The contents of the brokers as RabbitMQ definitions JSON: users, permissions, exchanges, queues, federation.
# All inserted values are hex, base64 or names of regions, so no JSON quoting is needed. The text is the same at every start.

DURABLE='"vhost":"/","durable":true,"auto_delete":false'

# RabbitMQ's salted hash: base64(salt + sha256(salt + password)); the salt is derived, so that it stays the same.
rabbitmq_password_hash() {
  local password=$1 salt digest
  salt=$(printf 'salt:%s' "$password" | sha256_of | cut -c1-8)
  digest=$({ hex_bytes "$salt" && printf '%s' "$password"; } | sha256_of)
  hex_bytes "$salt$digest" | base64 -w0
}

hex_bytes() { printf '%s' "${1^^}" | basenc --base16 -d; }

json_user() { # PLACE NAME [TAGS]
  printf '{"name":"%s","password_hash":"%s","hashing_algorithm":"rabbit_password_hashing_sha256","tags":"%s","limits":{}}' \
    "$2" "$(rabbitmq_password_hash "$(rabbitmq_password "$1" "$2")")" "${3:-}"
}

json_permission() { # USER CONFIGURE WRITE READ
  printf '{"user":"%s","vhost":"/","configure":"%s","write":"%s","read":"%s"}' "$@"
}

json_exchange() { # NAME TYPE [ARGUMENTS]
  printf '{"name":"%s",%s,"internal":false,"type":"%s","arguments":{%s}}' "$1" "$DURABLE" "$2" "${3:-}"
}

json_queue() { # NAME ARGUMENTS
  printf '{"name":"%s",%s,"arguments":{%s}}' "$1" "$DURABLE" "$2"
}

json_binding() { # SOURCE QUEUE KEY
  printf '{"source":"%s","vhost":"/","destination":"%s","destination_type":"queue","routing_key":"%s","arguments":{}}' "$@"
}

json_upstream() { # REGION
  printf '{"vhost":"/","component":"federation-upstream","name":"%s","value":{"uri":"%s","exchange":"clicks",%s}}' "$1" \
    "$(rabbitmq_uri "$1" federation "$FEDERATION_PORT")?$(rabbitmq_upstream_query "$1")" \
    '"ack-mode":"on-confirm","prefetch-count":100,"reconnect-delay":1,"max-hops":1,"resource-cleanup-mode":"never","trust-user-id":false'
}

QUORUM='"x-queue-type":"quorum"'
CLICKS_QUEUE="$QUORUM"',"x-delivery-limit":1000,"x-dead-letter-exchange":"clicks.dead","x-dead-letter-strategy":"at-least-once","x-overflow":"reject-publish"'
# What may wait at the centre for a warehouse that is away, per region: then the links are refused and the batches stay in
# the regions. Without it they would fill the centre's disk, for its alarm holds back no link.
CENTRE_QUEUE_BYTES=1073741824
# One forwarder of a region applies the configuration, in order; another takes over when it goes.
CONFIG_QUEUE='"x-max-length":2000,"x-overflow":"drop-head","x-single-active-consumer":true'

# The queues by which a region gets its configuration: one for each Redis it has. The pattern names them for its user.
config_queues() { printf 'config.%s\n' "$1"; }
config_pattern() { printf '^config\\\\.%s$' "$1"; }

joined() {
  local IFS=,
  printf '%s' "$*"
}

# json_document CLUSTER: the parts come from the caller's arrays. The cluster's name is fixed because the region's
# buffer queue is named after it: a renamed host must not orphan a buffer.
json_document() {
  cat <<EOF
{"rabbitmq_version":"3.10.8","vhosts":[{"name":"/"}],
"global_parameters":[{"name":"cluster_name","value":"$1"}],
"users":[$(joined "${users[@]}")],
"permissions":[$(joined "${permissions[@]}")],
"topic_permissions":[],
"parameters":[$(joined "${parameters[@]}")],
"policies":[$(joined "${policies[@]}")],
"exchanges":[$(joined "${exchanges[@]}")],
"queues":[$(joined "${queues[@]}")],
"bindings":[$(joined "${bindings[@]}")]}
EOF
}

region_definitions() {
  local region=$1 users permissions exchanges
  local parameters=() policies=() queues=() bindings=()
  users=("$(json_user "$region" operator administrator)" "$(json_user "$region" forwarder)" "$(json_user "$region" federation)")
  permissions=(
    "$(json_permission operator '.*' '.*' '.*')"
    "$(json_permission forwarder '^$' '^clicks$' '^$')"
    "$(json_permission federation '^(clicks|federation: .*)$' '^(clicks|federation: .*)$' '^(clicks|federation: .*)$')"
  )
  exchanges=("$(json_exchange clicks topic)")
  json_document "clickway-$region"
}

centre_definitions() {
  local region queue users permissions exchanges queues bindings policies parameters=()
  users=("$(json_user centre operator administrator)" "$(json_user centre warehouse)")
  permissions=(
    "$(json_permission operator '.*' '.*' '.*')"
    "$(json_permission warehouse '^(clicks.*|unrouted|dead)$' '^(clicks.*|unrouted|dead|config)$' '^(clicks.*|unrouted|dead)$')"
  )
  exchanges=(
    "$(json_exchange clicks topic '"alternate-exchange":"clicks.unrouted"')"
    "$(json_exchange clicks.unrouted fanout)"
    "$(json_exchange clicks.dead topic)"
    "$(json_exchange config topic)"
  )
  queues=("$(json_queue unrouted "$QUORUM")" "$(json_queue dead "$QUORUM")")
  bindings=("$(json_binding clicks.unrouted unrouted '')" "$(json_binding clicks.dead dead '#')")
  policies=(
    '{"vhost":"/","name":"clicks-federation","pattern":"^clicks$","apply-to":"exchanges","priority":0,"definition":{"federation-upstream-set":"all"}}'
    '{"vhost":"/","name":"clicks-bound","pattern":"^clicks\\.","apply-to":"queues","priority":0,"definition":{"max-length-bytes":'"$CENTRE_QUEUE_BYTES"'}}'
    '{"vhost":"/","name":"unrouted-bound","pattern":"^unrouted$","apply-to":"queues","priority":0,"definition":{"max-length-bytes":'"$CENTRE_QUEUE_BYTES"',"overflow":"reject-publish"}}'
  )
  for region in "${REGIONS[@]}"; do
    users+=("$(json_user centre "control-$region")")
    permissions+=("$(json_permission "control-$region" '^$' '^$' "$(config_pattern "$region")")")
    queues+=("$(json_queue "clicks.$region" "$CLICKS_QUEUE")")
    bindings+=("$(json_binding clicks "clicks.$region" "$region.#")")
    for queue in $(config_queues "$region"); do
      queues+=("$(json_queue "$queue" "$CONFIG_QUEUE")")
      bindings+=("$(json_binding config "$queue" 'config.#')")
    done
    parameters+=("$(json_upstream "$region")")
  done
  json_document clickway-centre
}

rabbitmq_definitions() {
  if [[ $1 == centre ]]; then centre_definitions; else region_definitions "$1"; fi
}
