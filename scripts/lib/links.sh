# shellcheck shell=bash
# The federation links, watched from outside. A link reconnects by itself; but one that the centre refused batches for a
# while (a full queue) may stay "running" and move nothing for ever, though the queue has room again. What tells is age:
# the oldest batch in the region's buffer stays the same.

BUFFER_QUEUE='federation: clicks -> clickway-centre'
LINK_STUCK_S=20
LINK_STUCK_MAX_S=600

# When the oldest batch in the region's buffer was made, seconds since the epoch; empty when there is none.
buffer_head() { # REGION
  rabbitmq_eval "rabbitmq-$1" <<EOF
case rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"$BUFFER_QUEUE">>)) of
  {ok, Q} -> case rabbit_amqqueue:info(Q, [head_message_timestamp]) of [{_, T}] when is_integer(T) -> io:format("~b", [T]); _ -> ok end;
  _ -> ok end.
EOF
}

# restart_link REGION: prints ok, or nothing when there is no such link. Costs at most a prefetch of duplicates.
restart_link() {
  rabbitmq_eval rabbitmq-centre <<EOF
[begin L = rabbit_federation_status:lookup(proplists:get_value(id, S)),
   io:format("~p", [rabbit_federation_link_sup:restart(proplists:get_value(supervisor, L), proplists:get_value(upstream, L))]) end
  || S <- rabbit_federation_status:status(), proplists:get_value(upstream, S) =:= <<"$1">>].
EOF
}

# Running, and nothing at the centre that would hold it back: then it ought to move.
link_should_move() { # REGION
  [[ $(federation_states rabbitmq-centre | sed -n "s/^$1 //p") == running && $(rabbitmq_alarms rabbitmq-centre) == '[]' ]]
}

# heal_links: called every few seconds. Remembers in run/links.REGION: head, since when it is the same, restarts so far.
heal_links() {
  local region head memory last since tries now
  for region in "${REGIONS[@]}"; do
    memory=$RUN_DIR/links.$region
    head=''
    if alive "rabbitmq-$region" && alive rabbitmq-centre; then head=$(buffer_head "$region"); fi
    now=$EPOCHSECONDS
    if [[ -z $head || $((now - head)) -lt $LINK_STUCK_S ]]; then
      rm -f "$memory"
      continue
    fi
    last='' since=$now tries=0
    if [[ -f $memory ]]; then read -r last since tries <"$memory"; fi
    if [[ $head != "$last" ]]; then
      since=$now tries=0
    elif ((now - since >= (LINK_STUCK_S << tries))) && link_should_move "$region"; then
      tell "federation link of $region: the oldest batch has not moved for $((now - since)) s: restarted ($(restart_link "$region"))"
      since=$now
      if (((LINK_STUCK_S << tries) < LINK_STUCK_MAX_S)); then tries=$((tries + 1)); fi
    fi
    printf '%s %s %s\n' "$head" "$since" "$tries" >"$memory"
  done
}
