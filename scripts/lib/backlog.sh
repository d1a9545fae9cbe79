# shellcheck shell=bash
# Where clicks wait, hop by hop. A value that can't be read is "-".

number_or_dash() { if [[ $1 =~ ^[0-9]+$ ]]; then printf '%s' "$1"; else printf -- '-'; fi; }

# metric NAME METRIC: the value a process gives, summed over its labels; nothing if it gives none.
metric() {
  local port=$MANAGEMENT_PORT
  if [[ $(proc "$1" role) == forwarder ]]; then port=$FORWARDER_MANAGEMENT_PORT; fi
  curl -fs --max-time 3 "http://$(proc "$1" address):$port/q/metrics" 2>/dev/null \
    | awk -v metric="$2" '$1 == metric || index($1, metric "{") == 1 { sum += $NF; found = 1 } END { if (found) printf "%.0f", sum }'
}

# Bytes that lie in the spool folder of an edge that doesn't run.
spool_left() {
  local spool
  spool=$(data_dir "$1")/spool
  if [[ ! -d $spool ]]; then
    printf 0
    return
  fi
  find "$spool" -maxdepth 1 -name '*.spool' -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }'
}

# Over all edge folders of the region, also of edges that were taken away.
spool_bytes() { # REGION
  local folder name bytes sum=0
  for folder in "$(data_dir "edge-$1")" "$(data_dir "edge-$1")"-*; do
    [[ -d $folder ]] || continue
    name=${folder##*/}
    if alive "$name"; then bytes=$(metric "$name" edge_spool_bytes || true); else bytes=$(spool_left "$name"); fi
    if [[ ! $bytes =~ ^[0-9]+$ ]]; then
      printf -- '-'
      return
    fi
    sum=$((sum + bytes))
  done
  printf '%s' "$sum"
}

stream_entries() { number_or_dash "$(redis_cli "redis-$1" xlen clickway:events 2>/dev/null || true)"; }

# A stream nobody has read from yet has no group: nothing is pending.
stream_pending() { # REGION
  local answer
  answer=$(redis_cli "redis-$1" xpending clickway:events forwarder 2>/dev/null || true)
  if [[ $answer == NOGROUP* ]]; then printf 0; else number_or_dash "${answer%%$'\n'*}"; fi
}

queue_depth() { # NODE QUEUE: ready and unacked together
  local depth
  depth=$(rabbitmq_eval "$1" <<EOF || true
case rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"$2">>)) of
  {ok, Q} -> [{messages, N}] = rabbit_amqqueue:info(Q, [messages]), io:format("~p", [N]);
  _ -> ok end.
EOF
  )
  number_or_dash "$depth"
}

buffer_age() { # REGION: seconds
  local head
  head=$(buffer_head "$1" || true)
  if [[ -n $head ]]; then printf '%s' "$((EPOCHSECONDS > head ? EPOCHSECONDS - head : 0))"; else printf 0; fi
}

# Numbers that sources have declared and the centre neither has nor has written off: in flight, or missing for good.
ledger_outstanding() { # REGION
  number_or_dash "$(sql "$DATABASE" -At 2>/dev/null <<EOF || true
select coalesce(sum((select coalesce(sum(upper(r) - lower(r)), 0)
  from unnest(int8multirange(int8range(1, declared, '[]')) - received - absent) as r)), 0)
from edge_ledger where region = '$1' and declared >= 1
EOF
  )"
}

quarantined() { number_or_dash "$(sql "$DATABASE" -At -c 'select count(*) from quarantine' 2>/dev/null || true)"; }
